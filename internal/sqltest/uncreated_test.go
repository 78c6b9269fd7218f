package sqltest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/credential/status"
)

// Whoever sets a database up finds in the error what he has forgotten.
func TestAForgottenCreateAndAWrongDialectAreNamed(t *testing.T) {
	databases(t, func(t *testing.T, p place) {
		db := p.open(t)
		for _, table := range []string{"status_epoch", "status_entries"} {
			_, err := db.Exec("DROP TABLE " + table)
			require.NoError(t, err)
		}
		l := p.lists(t, status.Config{Store: p.store(db)})
		_, err := l.Reserve(ctx, badgeID(1))
		require.ErrorContains(t, err, "SQL.Create makes its tables")
		require.ErrorContains(t, p.publication(t, l).Publish(ctx), "SQL.Create makes its tables")
		wrong := p.store(db)
		wrong.Dialect = status.SQLite + status.PostgreSQL - wrong.Dialect
		_, err = p.lists(t, status.Config{Store: wrong}).Reserve(ctx, badgeID(1))
		require.ErrorContains(t, err, "taken for "+wrong.Dialect.String()+" (SQL.Dialect)")
	})
}
