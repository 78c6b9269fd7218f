package main

// clock forges times. Every vector's clock is its own, and no skew is allowed
// unless somebody asks for it.
func clock(b *book) {
	b.begin("clock")
	early, over, format := invalid("TIME_NOT_YET"), invalid("TIME_EXPIRED"), invalid("TIME_FORMAT")
	t := honest(school)

	b.add("C01", "one-second-early", t, early, "begins a second from now").at("2025-12-31T23:59:59Z")
	b.add("C01", "one-nanosecond-early", t, early, "begins a nanosecond from now").at("2025-12-31T23:59:59.999999999Z")
	b.add("C01", "control-first-instant", t, valid, "validFrom belongs to the period").at("2026-01-01T00:00:00Z")

	year := t.window("2026-01-01T00:00:00Z", 1767225600, "2027-01-01T00:00:00Z", 1798761600)
	b.add("C02", "one-second-over", year, over, "ended a second ago").at("2027-01-01T00:00:01Z")
	b.add("C02", "one-nanosecond-over", year, over, "ended a nanosecond ago").at("2027-01-01T00:00:00.000000001Z")
	b.add("C02", "control-last-instant", year, valid, "validUntil belongs to the period").at("2027-01-01T00:00:00Z")
	b.add("C02", "one-second-over-strict", year, over, "an end is an end under every policy").at("2027-01-01T00:00:01Z").strict()

	b.add("C03", "until-before-from", t.window("2026-05-01T00:00:00Z", 1777593600, "2026-04-01T00:00:00Z", 1775001600), invalid("SCHEMA_INVALID"),
		"a period that ends before it begins (VCDM 2.0 section 4.9)")
	instant := t.window("2026-01-01T00:00:00Z", 1767225600, "2026-01-01T00:00:00Z", 1767225600)
	b.add("C04", "equal-window-at-its-instant", instant, valid, "a period of one instant").at("2026-01-01T00:00:00Z")
	b.add("C04", "equal-window-after", instant, over, "a period of one instant, which is over").at("2026-01-01T00:00:01Z")

	begins := func(from string, nbf int64) token { return t.window(from, nbf, "", 0) }
	b.add("C05", "leap-second", begins("2016-12-31T23:59:60Z", 1483228800), format, "decided: a dateTimeStamp has no second 60 (XSD 1.1 part 2, section 3.4.28)")
	b.add("C06", "end-of-day", begins("2024-01-01T24:00:00Z", 1704153600), valid, "decided: XSD 1.1 allows it, and it is the first instant of the next day")
	b.add("C06", "end-of-day-too-early", begins("2026-05-31T24:00:00Z", 1780272000), early, "the first instant of the next day, not of this one").at("2026-05-31T23:59:59Z")
	b.add("C06", "after-end-of-day", begins("2024-01-01T24:00:01Z", 1704153601), format, "hour 24 has no second second")
	for _, c := range []struct{ words, from string }{
		{"one-digit-hour", "2024-01-01T0:00:00Z"}, {"comma-fraction", "2024-01-01T00:00:00,5Z"}, {"offset-24-00", "2024-01-01T00:00:00+24:00"},
		{"offset-14-30", "2024-01-01T00:00:00+14:30"}, {"offset-without-colon", "2024-01-01T00:00:00+0000"}, {"point-without-digits", "2024-01-01T00:00:00.Z"},
		{"no-seconds", "2024-01-01T00:00Z"}, {"day-30-of-february", "2024-02-30T00:00:00Z"}, {"month-13", "2024-13-01T00:00:00Z"}, {"minute-60", "2024-01-01T00:60:00Z"},
	} {
		b.add("C07", c.words, begins(c.from, 1704067200), format, "lenient readers of RFC 3339 take it; the grammar is xsd:dateTimeStamp, exactly")
	}
	b.add("C07", "control-offset-14-00", begins("2024-01-01T14:00:00+14:00", 1704067200), valid, "the greatest offset there is")
	for _, c := range []struct{ words, from string }{
		{"no-offset", "2024-01-01T00:00:00"}, {"date-only", "2024-01-01"}, {"space", "2024-01-01 00:00:00Z"}, {"lower-case", "2024-01-01t00:00:00z"},
		{"space-behind", "2024-01-01T00:00:00Z "}, {"empty", ""}, {"words", "yesterday"},
	} {
		b.add("C08", c.words, begins(c.from, 1704067200), format, "a dateTimeStamp has date, T, time and offset, in capitals")
	}
	b.add("C09", "year-minus-1", begins("-0001-01-01T00:00:00Z", -62198755200), format, "decided: four digits and no sign; no badge is older than writing")
	b.add("C09", "year-10000", begins("10000-01-01T00:00:00Z", 253402300800), format, "decided: four digits")
	b.add("C09", "year-0000", begins("0000-01-01T00:00:00Z", -62167219200), format, "decided: there was no year 0, and calendars differ over it")
	b.add("C09", "control-last-nanosecond-of-9999", t.window("2026-01-01T00:00:00Z", 1767225600, "9999-12-31T23:59:59.999999999Z", 253402300799), valid,
		"far beyond what a count of nanoseconds in 64 bits holds; it must not wrap round")
	b.add("C10", "thirty-digits-of-fraction", begins("2024-01-01T00:00:00.000000000000000000000000000001Z", 1704067200), valid, "decided: cut at the nanosecond for comparing; the text stays")
	b.add("C10", "thirty-nines", begins("2026-06-01T11:59:59.999999999999999999999999999999Z", 1780315199), valid, "cut, not rounded up past the clock").at("2026-06-01T11:59:59.999999999Z")
	b.add("C11", "offset-plus-one", begins("2024-01-01T01:00:00+01:00", 1704067200), valid, "the same instant in another spelling")
	b.add("C11", "offset-minus-seven", begins("2023-12-31T17:00:00-07:00", 1704067200), valid, "the same instant in another spelling")
	b.add("C11", "offset-zero", begins("2024-01-01T00:00:00.000+00:00", 1704067200), valid, "the same instant in another spelling")
	b.add("C11", "offset-decides", begins("2026-06-01T06:00:00-07:00", 1780318800), early, "six in the morning there is an hour ahead of noon here")
	b.add("C12", "minus-zero", begins("2024-01-01T00:00:00-00:00", 1704067200), valid, "decided: UTC")
	b.add("C13", "nbf-floor-of-fraction", begins("2024-01-01T00:00:00.999999999Z", 1704067200), valid, "compared at whole seconds, rounded down")
	b.add("C13", "nbf-of-other-offset", begins("2024-01-01T01:00:00+01:00", 1704070800), invalid("JWT_CLAIM_MISMATCH"), "nbf is the instant, not the clock on that wall")
	b.add("C13", "fraction-counts-against-the-clock", begins("2026-06-01T12:00:00.5Z", 1780315200), early, "nbf is reached, validFrom is half a second away")
	b.add("C18", "year-2999", begins("2999-01-01T00:00:00Z", 32472144000), early, "a badge for later")
}
