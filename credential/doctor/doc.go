// Package doctor tells an issuer what other software will make of a badge: what wallets,
// displayers and validators in use refuse, pass over or show badly, although Open Badges 3.0
// allows it, and what to change.
//
//	seen, err := doctor.Examine(ctx, b.Bytes())
//	for _, f := range seen.Findings {
//		fmt.Println(f.ID, f.Pointer, f.Says.English, f.Change.English)
//	}
//
// It says nothing about whether a badge is genuine, in force or well-formed: that is for
// package verify, and a badge without a finding may be forged. It asks nobody, and what it
// reads stays as it is. What it knows of others is what their authors have written, and
// what was read of them at the time that docs/validators.md names; they change.
package doctor
