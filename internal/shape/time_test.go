package shape

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/internal/seeds"
)

func TestParsesTimesAsXMLSchemaWritesThem(t *testing.T) {
	for s, want := range map[string]string{
		"2026-05-01T00:00:00Z":                                    "2026-05-01T00:00:00Z",
		"2026-05-01T00:00:00.5Z":                                  "2026-05-01T00:00:00.5Z",
		"2026-05-01T00:00:00.123456789Z":                          "2026-05-01T00:00:00.123456789Z",
		"2024-01-01T00:00:00.1234567899" + "99999Z":               "2024-01-01T00:00:00.123456789Z",
		"2024-01-01T01:00:00+01:00":                               "2024-01-01T00:00:00Z",
		"2024-01-01T00:00:00-07:30":                               "2024-01-01T07:30:00Z",
		"2024-01-01T00:00:00+01:59":                               "2023-12-31T22:01:00Z",
		"2024-01-01T00:00:00-00:00":                               "2024-01-01T00:00:00Z",
		"2024-01-01T00:00:00+14:00":                               "2023-12-31T10:00:00Z",
		"2024-01-01T00:00:00-14:00":                               "2024-01-01T14:00:00Z",
		"2024-01-01T24:00:00Z":                                    "2024-01-02T00:00:00Z",
		"2024-01-01T24:00:00.000Z":                                "2024-01-02T00:00:00Z",
		"2024-02-29T23:59:59Z":                                    "2024-02-29T23:59:59Z",
		"2000-02-29T00:00:00Z":                                    "2000-02-29T00:00:00Z",
		"0001-01-01T00:00:00Z":                                    "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999Z":                          "9999-12-31T23:59:59.999999999Z",
		"2024-01-01T00:00:00." + strings.Repeat("0", 1000) + "1Z": "2024-01-01T00:00:00Z",
	} {
		got, err := ParseTime(s)
		require.NoError(t, err, s)
		require.Equal(t, want, got.Format(time.RFC3339Nano), s)
		require.Equal(t, time.UTC, got.Location())
	}
}

func TestRefusesTimesThatPackageTimeOrPeopleLetPass(t *testing.T) {
	for s, fault := range map[string]timeFault{
		"":                                timeForm,
		"tomorrow":                        timeForm,
		"2024-01-01":                      timeNoOffset,
		"2024-01-01T00:00:00":             timeNoOffset,
		"2024-01-01T00:00:00.5":           timeNoOffset,
		"2024-01-01 00:00:00Z":            timeForm,
		"2024-01-01t00:00:00Z":            timeForm,
		"2024-01-01T00:00:00z":            timeForm,
		"2024-01-01T00:00Z":               timeForm,
		"2024-01-01T0:00:00Z":             timeForm,
		"2024-1-01T00:00:00Z":             timeForm,
		"2024-01-01T00:00:00,5Z":          timeForm,
		"2024-01-01T00:00:00.Z":           timeForm,
		"2024-01-01T00:00:00.":            timeForm,
		"2024-01-01T00:00:00+0100":        timeForm,
		"2024-01-01T00:00:00+01":          timeForm,
		"2024-01-01T00:00:00+1:00":        timeForm,
		"2024-01-01T00:00:00+01:0x":       timeForm,
		"2024-01-01T00:00:00+01-00":       timeForm,
		"2024-01-01T00:00:00Zulu":         timeForm,
		"2024-01-01T00:00:00ZZ":           timeForm,
		"2024-01-01T00:00:00Z ":           timeForm,
		" 2024-01-01T00:00:00Z":           timeForm,
		"2024-01-01T00:00:00\u221200:00":  timeForm,
		"2024-01-01T00:00:00+14:30":       timeRange,
		"2024-01-01T00:00:00+24:00":       timeRange,
		"2024-01-01T00:00:00-15:00":       timeRange,
		"2024-01-01T00:00:00+01:60":       timeRange,
		"2024-01-01T":                     timeForm,
		"2024-01-01T00:0":                 timeForm,
		"2024-01-01T00-00:00Z":            timeForm,
		"2024-01-01T00:00-00Z":            timeForm,
		"2024-01-01T0x:00:00Z":            timeForm,
		"2024-01-01T00:0x:00Z":            timeForm,
		"2024-01-01T00:00:0xZ":            timeForm,
		"2024/01-01T00:00:00Z":            timeForm,
		"2024-01/01T00:00:00Z":            timeForm,
		"202x-01-01T00:00:00Z":            timeForm,
		"2024-0x-01T00:00:00Z":            timeForm,
		"2024-01-0xT00:00:00Z":            timeForm,
		"2024-01-01T00:00:00*01:00":       timeForm,
		"2024-01-01T00:00:00+0x:00":       timeForm,
		"2016-12-31T23:59:60Z":            timeRange,
		"2024-01-01T00:60:00Z":            timeRange,
		"2024-01-01T25:00:00Z":            timeRange,
		"2024-01-01T24:00:01Z":            timeRange,
		"2024-01-01T24:01:00Z":            timeRange,
		"2024-01-01T24:00:00.1Z":          timeRange,
		"2024-01-01T24:00:00.0000000001Z": timeRange,
		"2023-02-29T00:00:00Z":            timeRange,
		"1900-02-29T00:00:00Z":            timeRange,
		"2024-04-31T00:00:00Z":            timeRange,
		"2024-01-32T00:00:00Z":            timeRange,
		"2024-13-01T00:00:00Z":            timeRange,
		"2024-00-01T00:00:00Z":            timeRange,
		"2024-01-00T00:00:00Z":            timeRange,
		"0000-01-01T00:00:00Z":            timeRange,
		"-001-01-01T00:00:00Z":            timeForm,
		"+2024-01-01T00:00:00Z":           timeForm,
		"10000-01-01T00:00:00Z":           timeForm,
		"9999-12-31T24:00:00Z":            timeRange,
		"9999-12-31T23:59:59-00:01":       timeRange,
		"2024-01-01T\uff10\uff10:00:00Z":  timeForm,
	} {
		_, got := scanTime(s)
		require.Equal(t, fault, got, "%q", s)
		_, err := ParseTime(s)
		require.Error(t, err, "%q", s)
	}
	_, err := ParseTime("2026-05-01")
	require.EqualError(t, err, `a time with an offset is needed, such as 2026-05-01T00:00:00Z; found "2026-05-01"`)
}

func TestADateIsADayAndNothingMore(t *testing.T) {
	for s, want := range map[string]bool{"1970-02-28": true, "2000-02-29": true, "1970-02-29": false, "1970-02-28T": false, "1970-02-28Z": false, "1970-2-28": false, "": false} {
		require.Equal(t, want, isDate([]byte(s)), s)
	}
}

func TestJudgesTimesByWhatReadsThem(t *testing.T) {
	for _, pointer := range []string{"/validFrom", "/validUntil", "/awardedDate"} {
		runEdits(t, minimalV2, []editCase{
			{"a day", put(pointer, `"2027-01-01"`), "error TIME_FORMAT " + pointer},
			{"no offset", put(pointer, `"2027-01-01T00:00:00"`), "error TIME_FORMAT " + pointer},
		})
	}
	for _, pointer := range []string{"/credentialSubject/activityStartDate", "/credentialSubject/activityEndDate"} {
		runEdits(t, minimalV2, []editCase{
			{"a time", put(pointer, `"2027-01-01T00:00:00Z"`), ""},
			{"a day", put(pointer, `"2027-01-01"`), "deviation TIME_FORMAT " + pointer},
			{"no offset", put(pointer, `"2027-01-01T00:00:00"`), "deviation TIME_FORMAT " + pointer},
			{"a word", put(pointer, `"spring"`), "error TIME_FORMAT " + pointer},
		})
	}
	runEdits(t, minimalV2, []editCase{{"an escaped time", put("/validFrom", `"2026\u002d05-01T00:00:00Z"`), ""}})
	for _, pointer := range []string{"/issuanceDate", "/expirationDate"} {
		runEdits(t, minimalV1, []editCase{{"a day", put(pointer, `"2027-01-01"`), "error TIME_FORMAT " + pointer}})
	}
}

// On what both read, package time reads the same; what it reads beyond is known.
func FuzzParseTime(f *testing.F) {
	for _, s := range seeds.Strings("validFrom", "validUntil", "created", "expires") {
		f.Add(s)
	}
	for _, s := range []string{
		"2026-05-01T00:00:00Z", "2026-05-01T00:00:00.123+02:00", "2024-01-01T24:00:00Z", "2016-12-31T23:59:60Z", "2024-01-01T0:00:00Z",
		"2024-01-01T00:00:00,5Z", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+14:30", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2024-01-01",
		"0010-01-01T00:00:00+00:60",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseTime(s)
		want, wantErr := time.Parse(time.RFC3339Nano, s)
		switch {
		case err == nil && wantErr == nil:
			require.True(t, got.Equal(want), "%q: %v and %v", s, got, want)
		case err == nil:
			require.Equal(t, "24:00:00", s[11:19], "%q is read here alone", s)
		case wantErr == nil:
			lax := want.Year() == 0 || want.UTC().Year() > 9999 || len(s) < 20 || s[13] != ':' || strings.Contains(s, ",") || strings.HasSuffix(s, ":60")
			_, offset := want.Zone()
			require.True(t, lax || offset > 14*3600 || offset < -14*3600, "%q is read by package time: %v", s, err)
		}
		asUTC, utcErr := ParseTimeUTC(s)
		withZ, zErr := ParseTime(s + "Z")
		if lacks := utcErr == nil && err != nil; lacks {
			require.True(t, zErr == nil && asUTC.Equal(withZ), "%q lacks more than an offset", s)
		} else {
			require.Equal(t, got, asUTC)
		}
		fromBytes, fault := scanTime([]byte(s))
		require.Equal(t, err == nil, fault == timeFine)
		require.Equal(t, got, fromBytes)
	})
}
