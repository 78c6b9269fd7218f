package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/summitbadges/openbadges/credential"
	"github.com/summitbadges/openbadges/examples/internal/outside"
	"github.com/summitbadges/openbadges/verify"
	"github.com/summitbadges/openbadges/verify/receipt"
)

// keeping is what the command line says about keeping a verdict.
type keeping struct {
	key     string // file with the private key that signs receipts
	receipt string // file to write
	bundle  string // likewise
	unpack  string // likewise, the badge of a bundle
	signer  credential.Signer
}

func (k *keeping) wanted() bool { return k.receipt != "" || k.bundle != "" }

func (o *options) keepFlags(fs *flag.FlagSet) {
	for _, f := range []struct {
		to          *string
		name, usage string
	}{
		{&o.kept.receipt, "receipt", "write a signed receipt of the verification to this new `FILE`, whatever\nthe verdict is: what was checked, by which rules, on which documents"},
		{&o.kept.bundle, "bundle", "write a bundle of evidence to this new `FILE`: badge, receipt, and the\ndocuments by which it can be judged years later with no network, by\nwhoever names the verifier that made it (-trusted-receipt)"},
		{&o.kept.unpack, "unpack", "write the badge in a bundle that -trusted-receipt opens to this new\n`FILE`, so that it can be verified as of today"},
		{&o.kept.key, "receipt-key", "`FILE` with the private key (PEM or JWK) that signs receipts and nothing\nelse"},
	} {
		fs.Func(f.name, f.usage, func(s string) error {
			switch {
			case s == "":
				return errEmpty
			case *f.to != "":
				return errTwice
			}
			*f.to = s
			return nil
		})
	}
	fs.Func("trusted-receipt", "judge a bundle of evidence as of its receipt, if that is signed by the\nverifier with this `DID` (did:key or did:jwk; repeatable), and tell\nwhat nobody can know of the time since", func(s string) error {
		m, err := outside.MethodOf(s)
		if err == nil {
			o.known = append(o.known, m)
		}
		return err
	})
}

// load reads the key, before anybody is asked for anything.
func (k *keeping) load() error {
	if k.key == "" {
		return nil
	}
	data, err := outside.ReadFile(k.key)
	if err != nil {
		return fmt.Errorf("-receipt-key: %w", err)
	}
	key, err := credential.ReadKey(data)
	if err != nil {
		return fmt.Errorf("-receipt-key %s: %w", k.key, err)
	}
	if k.signer, err = credential.NewKeySigner(key); err != nil {
		return fmt.Errorf("-receipt-key %s: %w", k.key, err)
	}
	return nil
}

// keep writes what was asked for. What is there already is not written over: it may be the
// evidence of another badge.
func (k *keeping) keep(ctx context.Context, found report, several bool, now func() time.Time, stderr io.Writer) error {
	r, ok := found.(*verify.Report)
	if !ok || several {
		return errors.New("a receipt is of one badge, and neither of a presentation nor of a folder")
	}
	signed, err := receipt.Sign(ctx, r, k.signer, now())
	if err != nil {
		return err
	}
	bundle, err := receipt.Bundle(signed, r)
	if err != nil && k.bundle != "" {
		return err
	}
	if err := write(k.receipt, signed); err != nil {
		return err
	}
	if err := write(k.bundle, bundle); err != nil {
		return err
	}
	fmt.Fprintln(stderr, "verify: the receipt is signed by", k.signer.Method().Controller+",")
	fmt.Fprintln(stderr, "which whoever judges it has to know from you, for -trusted-receipt")
	return nil
}

// unpacked writes the badge of a bundle that was opened.
func (k *keeping) unpacked(f finding, several bool) error {
	switch {
	case several:
		return errors.New("-unpack takes one badge out, and not those of a folder")
	case f.inside == nil:
		return errors.New("there is no badge to unpack: this is no bundle of evidence, or none that was opened")
	}
	return write(k.unpack, f.inside)
}

// write makes a file that its owner alone can read, for a bundle holds somebody's badge; "" is
// none.
func write(name string, data []byte) error {
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
