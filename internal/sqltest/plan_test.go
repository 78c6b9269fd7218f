package sqltest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// To publish a list costs what is set in it, and not what is in force: the database finds
// the one without looking at the other.
func TestAListIsReadByWhatIsSetInIt(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		db := p.open(t)
		l := p.lists(t, status.Config{Store: p.store(db)})
		for n := range 300 {
			_, err := l.Reserve(ctx, badgeID(n))
			require.NoError(t, err)
			if n%50 == 0 {
				require.NoError(t, l.Revoke(ctx, badgeID(n), ""))
			}
		}
		explain := "EXPLAIN QUERY PLAN "
		if p.Driver == "pgx" {
			_, err := db.Exec("ANALYZE status_entries")
			require.NoError(t, err)
			_, err = db.Exec("SET enable_seqscan = off") // of 300 rows it would read all
			require.NoError(t, err)
			explain = "EXPLAIN "
		}
		for query, index := range map[string]string{
			"list = 1 AND state IN ('revoked', 'suspended') ORDER BY place": "status_set",
			"state = 'opening' AND reason = 'x' ORDER BY list DESC LIMIT 1": "status_openings",
			"state = 'opening' ORDER BY reason, list":                       "status_openings",
		} {
			rows, err := db.Query(explain + "SELECT credential, checksum FROM status_entries WHERE " + query)
			require.NoError(t, err)
			var plan strings.Builder
			columns, err := rows.Columns()
			require.NoError(t, err)
			for rows.Next() {
				into := make([]any, len(columns))
				for i := range into {
					into[i] = new(any)
				}
				require.NoError(t, rows.Scan(into...))
				plan.WriteString((*into[len(into)-1].(*any)).(string) + "\n")
			}
			require.NoError(t, rows.Err())
			require.Contains(t, plan.String(), index, query)
		}
	})
}
