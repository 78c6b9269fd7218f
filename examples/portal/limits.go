package main

import "time"

// What one request may be.
const (
	mostUpload = 8 << 20
	mostForm   = 64 << 10
	mostBody   = mostUpload + mostForm
	mostTable  = 256 << 10 // bytes of a CSV file
	mostRows   = 1000      // in it
	mostText   = 4000      // bytes of one text

	mostRequests = 120 // of one address
	perTime      = time.Minute
	mostTracked  = 10_000 // addresses
)
