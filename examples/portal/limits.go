package main

import "time"

// What one request may be.
const (
	mostUpload = 8 << 20
	mostForm   = 64 << 10
	mostBody   = mostUpload + mostForm
	mostTable  = 256 << 10 // bytes of a CSV file
	mostLines  = 1000      // in it
	mostText   = 4000      // bytes of one text
	mostReason = 1024      // bytes of a reason that a status entry keeps (package status)
	mostHeader = 16 << 10
	headerTime = 5 * time.Second

	mostSets = 20 // links to several badges of one student that are open at a time

	// A school is one address to whoever stands outside, so most of what is counted is
	// counted of a person.
	mostRequests = 1200 // of one address
	mostOfPerson = 240  // of whoever has signed in
	perTime      = time.Minute
	mostTracked  = 10_000 // addresses, and as many persons
)

// Passwords: OWASP's least for argon2id, of which mostHashing at once take 76 MiB.
const (
	argonKiB    = 19 << 10
	argonTime   = 2
	mostHashing = 4

	leastPassword = 12  // characters
	mostPassword  = 256 // bytes
	mostAddress   = 254 // bytes (RFC 5321 section 4.5.3.1.3, without the brackets)
)

// Attempts, in windows of perAttempts. A device is a browser in which this account has
// signed in before.
const (
	perAttempts = 15 * time.Minute

	mostOfAccount = 10 // by devices that are new to it, all together
	mostOfDevice  = 10
	mostFrom      = 100 // that fail, of one address
	mostAsked     = 20  // mails asked for, from one address
	mostMailed    = 3   // mails to one address that anybody can ask for
)

// How long what is sent by mail, or kept by a browser, is good for.
const (
	invitationLasts = 7 * 24 * time.Hour
	resetLasts      = time.Hour
	deviceLasts     = 180 * 24 * time.Hour

	reminded   = 24 * time.Hour // what has waited for less is in nobody's reminder
	remindFrom = 7              // o'clock
)

const (
	mostPlanned  = 8 // of one kind, in a plan's form
	emptyRows    = 2 // offered for more
	mostAttempts = 8 // to send one mail
	mostSayings  = 8 // of supporters, that one badge may carry

	mostOfSupporter = 50 // notes of one supporter in one case, whose log takes a bounded number
)

// strict is what browsers keep to TLS for once they came by it (RFC 6797).
const strict = 2 * 365 * 24 * time.Hour
