package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/summitbadges/openbadges/testdata"
)

func TestReadsCertificatesAndPackages(t *testing.T) {
	dir := t.TempDir()
	names := map[string]string{"F01-control-token": "a.pdf", "F04-control-token": "a.zip", "F08-readme-changed": "b.zip"}
	for _, v := range testdata.Vectors() {
		name := names[v.Name]
		if name == "" {
			continue
		}
		delete(names, v.Name)
		flags := []string{"-issuer", v.Issuers[0], "-at", v.At.Format("2006-01-02T15:04:05Z07:00")}
		out := command(t, nil, append(flags, save(t, dir, name, v.Data))...)
		require.Equal(t, exitAccepted, out.exit, out.stdout)
		require.Contains(t, strings.Join(strings.Fields(out.stdout), " "), "is no part of the badge")
		require.Equal(t, exitAccepted, command(t, bytes.NewReader(v.Data), flags...).exit, "as standard input, too")
		if name == "b.zip" {
			require.Contains(t, out.stdout, "README.txt of the package is not the file")
		}
	}
	require.Empty(t, names)
	out := command(t, nil, "-any-issuer", "-at", "2026-06-01T12:00:00Z", "-csv", dir)
	require.Equal(t, exitAccepted, out.exit, "they are found in a folder")
	require.Contains(t, out.stdout, "a.pdf")
	out = command(t, nil, "-any-issuer", save(t, t.TempDir(), "other.pdf", []byte("%PDF-1.7\n1 0 obj\n<< /Type /ObjStm >>\nendobj\n")))
	require.Equal(t, exitRefused, out.exit)
	require.Contains(t, out.stdout, "pdfdetach")
}
