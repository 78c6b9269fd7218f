package strictjson

// Cut returns the document's bytes without the member v and one of the commas
// beside it; every other byte stays. It returns nil if v is no member of an
// object: there is then nothing to cut, and nil is no document.
func Cut(v Value) []byte {
	n := v.node()
	if n.name == 0 {
		return nil
	}
	data := v.t.data
	start, end := v.MemberSpan()

	// In a document that was parsed nothing but white space stands between a
	// member and the comma or brace beside it.
	before := start - 1
	for isSpace(data[before]) {
		before--
	}
	if data[before] == ',' {
		start = before
	} else if after := skipSpace(data, end); data[after] == ',' {
		end = after + 1
	}
	out := make([]byte, 0, len(data)-(end-start))
	out = append(out, data[:start]...)
	return append(out, data[end:]...)
}
