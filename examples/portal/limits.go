package main

import "time"

// What one request may be.
const (
	mostUpload = 8 << 20
	mostForm   = 64 << 10
	mostBody   = mostUpload + mostForm
	mostText   = 4000 // bytes of one text

	mostSets = 20 // links to several badges of one student that are open at a time

	mostRequests = 120 // of one address
	perTime      = time.Minute
	mostTracked  = 10_000 // addresses
)
