// Package badge is the vocabulary of Open Badges 3.0: what can be earned, who
// earned it and on what evidence, who says so, and programs that group what
// can be earned. It describes; it does not sign, verify, or reach outside the
// process.
//
// For most uses, start from a [Program] (package badge/summit has one, and
// [ReadProgram] reads your own) and ask it for an [Achievement]:
//
//	civics, err := program.Achievement("civics", badge.Publication{})
//	subject := badge.Subject{
//		Achievement: civics,
//		Identifier:  []badge.Identity{badge.HashedIdentity(badge.EmailAddress, "ada@example.org")},
//	}
//
// Package credential makes a signed badge of it.
//
// # Classes
//
// Each class of the Open Badges 3.0 data model (1EdTech, Final Release,
// document version 1.2, the VCDM 2.0 family) is a struct with every property
// that the model names, under the model's own names spelled as Go spells
// initialisms: targetUrl is TargetURL. A property that holds several values is
// a [Many]. An empty field is an absent property; where 0 and absent differ
// the field is a pointer. Dates stay strings, so that a date keeps its
// spelling.
//
// The exceptions: [Identity] says Type and Hash for identityType and
// identityHash; its hashed, and latitude and longitude of [GeoCoordinates], are
// always written, because the model requires them; endorsements are kept as the
// bytes that somebody signed. What the model calls AchievementCredential is
// credential.Credential, where times are of type time.Time.
//
// Written as JSON, a class is canonical: several-valued properties are arrays
// even when they hold one value, nothing is null or empty, the type member is
// filled in. A class that the model leaves open to extension has a field Type
// for further types beside its own; a closed class has none. Use an encoder
// with SetEscapeHTML(false) to keep "&" as it stands; [encoding/json.Marshal]
// spells it \u0026, which is the same JSON value.
//
// Read from JSON, names count exactly as spelled, duplicates are refused, and
// a single value stands for a list of one. Members that the model does not
// name are passed over. That is for achievements and profiles of your own: a
// badge that somebody hands you is read by package verify.
//
// Validate methods hold a value against the data model as strictly as an issuer
// has to. Issuing, in package credential, adds what may be read in old badges
// and is not to be written into new ones, such as a hash by MD5.
package badge
