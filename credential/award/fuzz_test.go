package award_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/summitbadges/openbadges/credential/award"
)

// Whatever stands in a file: no panic, rows in order with a result each, and a report that
// is read back and calculates nothing.
func FuzzBatch(f *testing.F) {
	for _, seed := range []string{
		"recipient,credential\ns1,civics\n", "\ufeffcredential,recipient,key\r\ncivics,s1,k/1\r\n\r\ncivics,s2,\r\n", "recipient,credential\n\"s1\n\",civics\ns1,\"\"\"\"\n",
		"recipient,credential,awarded,expires,settings,level:citizenship\n=1+1,civics,2026-05-01,2030-01-01,clubs  work,Completed\n", "recipient,credential\n\"a", "\xff\xfe", "",
		"recipient,credential,evidence,digest,school\ndid:key:z6Mk,civics,https://x.example/;=1,sha256-,x\n;\t=cmd,@x,-1,+1,\x00\n", "recipient;credential\n",
	} {
		f.Add([]byte(seed))
	}
	w := newWorld(f)
	a := w.awards()
	f.Fuzz(func(t *testing.T, file []byte) {
		var out bytes.Buffer
		report := award.Report(&out)
		rows, last := 0, 1
		s, err := a.Batch(ctx, bytes.NewReader(file), award.Batch{Name: "may", DryRun: true, Result: func(r award.Result) error {
			if r.Line <= last && rows > 0 || r.Line < 2 {
				t.Fatalf("line %d behind line %d", r.Line, last)
			}
			rows, last = rows+1, r.Line
			switch r.Outcome {
			case award.RowGood:
				if r.Reason != "" || r.Recipient == "" {
					t.Fatalf("%+v", r)
				}
			case award.RowRefused:
				if r.Reason == "" {
					t.Fatalf("%+v", r)
				}
			default:
				t.Fatalf("%+v", r)
			}
			return report(r)
		}})
		if s.Rows != rows {
			t.Fatalf("%d rows, %d results, %v", s.Rows, rows, err)
		}
		reader, lines := csv.NewReader(&out), 0
		for {
			cells, err := reader.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			lines++
			for _, cell := range cells {
				for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
					if part = strings.TrimLeft(part, " \""); part != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(part)[0]) {
						t.Fatalf("%q", cell)
					}
				}
			}
		}
		if rows > 0 && lines != rows+1 {
			t.Fatalf("%d rows and %d lines", rows, lines)
		}
	})
}
