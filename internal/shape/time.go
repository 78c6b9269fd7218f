package shape

import (
	"errors"
	"time"
)

const timeExample = "2026-05-01T00:00:00Z"

// timeFault says why a string is no xsd:dateTimeStamp.
type timeFault uint8

const (
	timeFine     timeFault = iota
	timeNoOffset           // a day, or a time that says not where
	timeForm               // not of the form at all
	timeRange              // of the form, but no such time exists
)

func (f timeFault) want() string {
	switch f {
	case timeNoOffset:
		return "a time with an offset is needed, such as " + timeExample
	case timeRange:
		return "a time that exists is needed, such as " + timeExample
	}
	return "a time is needed in the form " + timeExample
}

// ParseTime reads an xsd:dateTimeStamp (XML Schema 1.1 part 2, §3.4.28), as VCDM
// 2.0 §4.9 demands it: YYYY-MM-DDThh:mm:ss, a fraction if need be, and Z or an
// offset of at most 14 hours, -00:00 included. The result is in UTC, cut to
// nanoseconds; 24:00:00 is the next day's midnight.
//
// The type has years before 0001, with a sign, and after 9999; here a year has four
// digits and is none of these: no badge is older than writing, calendars differ over
// the year 0000, and what is read here can be written again. Whoever gives times on as
// a time.Time refuses year 1 as well, whose first instant is the zero Time.
//
// It refuses what package time lets pass (one digit for an hour, a comma, +24:00)
// and the leap second, which the type does not have: two programs that read one
// string as two times give one badge two validity periods.
func ParseTime(s string) (time.Time, error) {
	t, fault := scanTime(s)
	if fault != timeFine {
		return time.Time{}, errors.New(fault.want() + "; found " + quote(s))
	}
	return t, nil
}

// ParseTimeUTC is ParseTime for a credential of any type: a time that lacks its
// offset, and nothing else, is read as UTC, which VCDM 2.0 §4.9 asks of whoever
// consumes one. A day alone is no time.
func ParseTimeUTC(s string) (time.Time, error) {
	t, fault := scanTime(s)
	if fault == timeNoOffset {
		t, fault = scanUTC(s)
	}
	if fault != timeFine {
		return time.Time{}, errors.New(fault.want() + "; found " + quote(s))
	}
	return t, nil
}

// scanUTC reads a time that lacks its offset.
func scanUTC[S string | []byte](s S) (time.Time, timeFault) { return scanTime(string(s) + "Z") }

func scanTime[S string | []byte](s S) (time.Time, timeFault) {
	year, month, day, fault := scanDay(s)
	if fault != timeFine {
		return time.Time{}, fault
	}
	if len(s) == len("2006-01-02") {
		return time.Time{}, timeNoOffset
	}
	if len(s) < len("2006-01-02T15:04:05") || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, timeForm
	}
	hour, min, sec := digits(s, 11, 2), digits(s, 14, 2), digits(s, 17, 2)
	if hour < 0 || min < 0 || sec < 0 {
		return time.Time{}, timeForm
	}
	i, nanos := 19, 0
	if i < len(s) && s[i] == '.' {
		i++
		start := i
		for scale := 100_000_000; i < len(s) && isDigit(s[i]); i++ {
			nanos += int(s[i]-'0') * scale
			scale /= 10
		}
		if i == start {
			return time.Time{}, timeForm
		}
	}
	offset, fault := scanOffset(s, i)
	if fault != timeFine {
		return time.Time{}, fault
	}
	switch {
	case hour == 24 && (min != 0 || sec != 0 || !zeros(s, i)), hour > 24, min > 59, sec > 59:
		return time.Time{}, timeRange
	}
	t := time.Date(year, time.Month(month), day, hour, min-offset, sec, nanos, time.UTC)
	if t.Year() > 9999 { // what is written from it would not be read again
		return time.Time{}, timeRange
	}
	return t, timeFine
}

// zeros reports whether the fraction of the time that ends at i is nought, to
// its last digit and not to the last that is kept.
func zeros[S string | []byte](s S, i int) bool {
	for j := 20; j < i; j++ {
		if s[j] != '0' {
			return false
		}
	}
	return true
}

// scanDay reads the day at the start of s.
func scanDay[S string | []byte](s S) (year, month, day int, fault timeFault) {
	if len(s) < len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, timeForm
	}
	year, month, day = digits(s, 0, 4), digits(s, 5, 2), digits(s, 8, 2)
	switch {
	case year < 0 || month < 0 || day < 0:
		return 0, 0, 0, timeForm
	case year == 0 || month == 0 || month > 12 || day == 0 || day > daysIn(year, month):
		return 0, 0, 0, timeRange
	}
	return year, month, day, timeFine
}

// scanOffset reads the offset that must end s, in minutes.
func scanOffset[S string | []byte](s S, i int) (int, timeFault) {
	switch {
	case i == len(s):
		return 0, timeNoOffset
	case s[i] == 'Z' && i == len(s)-1:
		return 0, timeFine
	case s[i] != '+' && s[i] != '-' || len(s) != i+6 || s[i+3] != ':':
		return 0, timeForm
	}
	hours, mins := digits(s, i+1, 2), digits(s, i+4, 2)
	switch {
	case hours < 0 || mins < 0:
		return 0, timeForm
	case hours > 14 || mins > 59 || hours == 14 && mins > 0:
		return 0, timeRange
	}
	if s[i] == '-' {
		return -(hours*60 + mins), timeFine
	}
	return hours*60 + mins, timeFine
}

// digits returns the number that n digits at i make, or -1.
func digits[S string | []byte](s S, i, n int) int {
	v := 0
	for _, c := range []byte(s[i : i+n]) {
		if !isDigit(c) {
			return -1
		}
		v = v*10 + int(c-'0')
	}
	return v
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// isDate reports whether s is a day that exists, YYYY-MM-DD.
func isDate(s []byte) bool {
	_, _, _, fault := scanDay(s)
	return fault == timeFine && len(s) == len("2006-01-02")
}
