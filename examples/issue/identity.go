package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// publishIdentity writes the documents that the issuer has to put on the web into the
// folder of -publish. It is done before the badge is handed out, which would be nobody's
// without them.
func (o *options) publishIdentity(stderr io.Writer, issuer *credential.Issuer) error {
	if o.publish == "" {
		return nil
	}
	identity := credential.Identity{ID: o.issuerID, Keys: []credential.Method{issuer.Signer.Method()}}
	if !strings.HasPrefix(o.issuerID, "did:") { // a DID document holds keys alone
		identity.Profile = issuer.Profile
	}
	if o.suite != "" && o.suite != credential.JsonWebSignature2020 {
		identity.Form = credential.AsMultikey // which verifiers of these suites look for
	}
	documents, err := credential.Publish(identity)
	if err != nil {
		return usagef("-publish: %w", err)
	}
	files := map[string][]byte{}
	for _, d := range documents {
		name, ok := d.File()
		if !ok {
			return usagef("-publish: %s has no place in a folder; a URL of a host and a path has", d.URL)
		}
		name = filepath.Join(o.publish, filepath.FromSlash(name))
		switch there, err := os.ReadFile(name); {
		case errors.Is(err, fs.ErrNotExist):
			files[name] = d.Data
		case err != nil:
			return usageError{err}
		case !bytes.Equal(there, d.Data):
			return usagef("-publish: %s is there already and says something else; it may list other keys", name)
		}
	}
	for _, d := range documents {
		fmt.Fprintf(stderr, "issue: to be published at %s\n", d.URL)
	}
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return usageError{err}
		}
		if err := write(name, data); err != nil {
			return usageError{err}
		}
	}
	return nil
}
