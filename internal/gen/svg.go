package main

import (
	"strings"
	"unicode/utf16"
)

// bakedSVG forges SVG files with a badge in them (OB 3.0 section 5.3.2).
func bakedSVG(b *book) {
	b.begin("svg")
	t, sheet := honest(school).compact(), string(honestSheet(school).bytes())
	with := func(inside string) raw { return raw(svgHead + declared + ">" + inside + shape + "</svg>") }
	token := `<openbadges:credential verify="` + t + `"></openbadges:credential>`
	document := "<openbadges:credential><![CDATA[" + sheet + "]]></openbadges:credential>"
	other := strings.ReplaceAll(token, t, honest(stranger).compact())

	const sound = "the badge stands in one element credential of the namespace"
	b.add("V16", "control-token", with(token), valid, sound)
	b.add("V08", "control-document", with(document), valid, sound)
	b.add("V05", "no-badge", with(""), invalid("BAKED_NONE"), "a picture alone vouches for nothing")
	b.add("V08", "tampered", with(replace(document, `"name":"Civics"`, `"name":"Physics"`)), invalid("PROOF_SIG_INVALID"), "what comes out of a picture is judged as everything is")

	format, dtd, double := invalid("BAKED_FORMAT"), invalid("BAKED_XML_DTD"), invalid("BAKED_DUPLICATE")
	const declares = "a document type declaration makes a document of several"
	b.add("V01", "file-in-the-attribute", raw(`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>`+string(with(strings.ReplaceAll(token, t, "&x;")))), dtd, declares)
	b.add("V01", "host-in-the-body", raw(`<!DOCTYPE svg [<!ENTITY x SYSTEM "http://169.254.169.254/">]>`+string(with("<openbadges:credential>&x;</openbadges:credential>"))), dtd, declares)
	b.add("V01", "public-identifier", raw(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">`+string(with(token))), dtd, "that of SVG 1.1 as well: it names a file to be loaded")
	b.add("V01", "within-the-root", with(`<!ENTITY x "y">`+token), dtd, declares)
	b.add("V01", "entity-without-a-declaration", with(strings.ReplaceAll(token, t, "&x;")), format, "without a declaration the entity stands for nothing")
	b.add("V02", "entities-of-entities", raw(`<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`+string(with(token))), dtd, declares)
	b.add("V02", "parameter-entities", raw(`<!DOCTYPE svg [<!ENTITY % a "<!ENTITY b 'c'>">%a;]>`+string(with(token))), dtd, declares)

	b.add("V03", "verify-twice", with(replace(token, "verify=", `verify="`+honest(stranger).compact()+`" verify=`)), format, "two readers could take two badges")
	b.add("V03", "elsewhere", with(token+`<g id="a" id="b"/>`), format, "the document is not well-formed")
	b.add("V03", "under-two-prefixes", with(token+`<g xmlns:a="urn:x" xmlns:b="urn:x" a:id="1" b:id="2"/>`), format, "the document is not well-formed (Namespaces in XML section 6.3)")

	b.add("V04", "siblings", with(token+other), double, "two readers could take two badges")
	b.add("V04", "same-twice", with(token+token), double, "there must not be more than one (OB 3.0 section 5.3.2)")
	b.add("V04", "nested", with(replace(token, "></", ">"+other+"</")), double, "two readers could take two badges")
	b.add("V04", "one-in-defs", with(token+"<defs>"+other+"</defs>"), double, "two readers could take two badges")
	b.add("V04", "control-one-in-a-comment", with(token+"<!-- "+strings.ReplaceAll(other, "--", "-")+" -->"), valid, "a comment is no element")
	b.add("V04", "control-one-in-cdata", with(token+"<desc><![CDATA["+other+"]]></desc>"), valid, "a text is no element")
	b.add("V04", "control-in-defs-alone", with("<defs>"+token+"</defs>"), valid, "decided: the element may stand anywhere in the drawing")

	none := invalid("BAKED_NONE")
	const byName = "the namespace tells the element, and no prefix"
	bare := func(inside string) raw { return raw(svgHead + ">" + inside + shape + "</svg>") }
	b.add("V05", "prefix-of-another", bare(replace(token, " verify", ` xmlns:openbadges="https://school.example/" verify`)), none, byName)
	b.add("V05", "unbound-prefix", bare(token), format, "the prefix stands for nothing")
	b.add("V05", "unbound-prefix-of-an-attribute", with(token+`<g xlink:href="#x"/>`), format, "the prefix stands for nothing")
	b.add("V05", "control-default-namespace", bare(`<credential xmlns="https://purl.imsglobal.org/ob/v3p0" verify="`+t+`"/>`), valid, byName)
	b.add("V05", "control-other-prefix", bare(`<ob:credential xmlns:ob="https://purl.imsglobal.org/ob/v3p0" verify="`+t+`"/>`), valid, byName)
	b.add("V05", "control-namespace-in-references", bare(`<ob:credential xmlns:ob="https&#58;//purl.imsglobal.org/ob/v3p0" verify="`+t+`"/>`), valid, "a reference stands for its character")
	b.add("V05", "attribute-in-the-namespace", with(replace(token, " verify", " openbadges:verify")), format, "the attribute verify has no prefix, so the element holds nothing")
	b.add("V05", "name-in-capitals", with(strings.ReplaceAll(token, ":credential", ":Credential")), none, "another element")
	b.add("V05", "namespace-with-a-slash", bare(`<ob:credential xmlns:ob="https://purl.imsglobal.org/ob/v3p0/" verify="`+t+`"/>`), none, "another namespace")
	older := func(text string) raw {
		return bare(`<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="` + text + `"/>`)
	}
	b.add("V05", "older-url", older("https://school.example/assertions/1.json"), invalid("BAKED_LEGACY"), "a badge of an earlier version, which is told and not fetched")
	b.add("V05", "older-assertion", bare(`<ob:assertion xmlns:ob="http://openbadges.org" verify="x"><![CDATA[{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}]]></ob:assertion>`), double, "decided: the older ones are read no more loosely")
	b.add("V05", "older-assertion-in-cdata", bare(`<ob:assertion xmlns:ob="http://openbadges.org"><![CDATA[{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}]]></ob:assertion>`), invalid("BAKED_LEGACY"), "a badge of an earlier version, which is told")
	b.tolerated("V05", "badge-in-the-older-place", older(t), "BAKED_LEGACY", "decided: a badge of OB 3.0 in the place of OB 2.0, where some software writes it; nothing hides by it")

	whole := string(with(token))
	b.add("V06", "two-roots", raw(whole+string(bare(""))), format, "a document has one root")
	b.add("V06", "empty-second-root", raw(whole+"<svg/>"), format, "a document has one root")
	b.add("V06", "text-behind", raw(whole+"x"), format, "nothing but comments stands behind the root")
	b.add("V06", "no-end-of-the-root", raw(strings.TrimSuffix(whole, "</svg>")), format, "the root does not end")
	b.add("V06", "tags-crossed", with(token+"<g><a></g></a>"), format, "elements end in order")
	b.add("V07", "page", raw(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">`+replace(token, " verify", declared+" verify")+"</html>"), format, "the root of an SVG is svg")
	b.add("V07", "page-without-a-declaration", raw("<html>"+token+"</html>"), invalid("JWS_FORMAT"), "a web page is no badge")
	b.add("V07", "no-namespace", raw("<svg"+declared+">"+token+"</svg>"), format, "the root of an SVG is in its namespace")
	b.add("V07", "other-namespace", raw(`<svg xmlns="https://school.example/"`+declared+">"+token+"</svg>"), format, "the root of an SVG is in its namespace")
	b.add("V07", "control-prefixed-root", raw(`<s:svg xmlns:s="http://www.w3.org/2000/svg"`+declared+">"+token+"</s:svg>"), valid, "a prefix says nothing")

	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(sheet)
	inElement := func(text string) raw {
		return with("<openbadges:credential>\n  " + text + "\n</openbadges:credential>")
	}
	half := len(sheet) / 2
	b.add("V08", "control-escaped", inElement(escaped), valid, "without CDATA the text is the same")
	b.add("V08", "control-several-sections", inElement("<![CDATA["+sheet[:half]+"]]><![CDATA["+sheet[half:]+"]]>"), valid, "sections that follow one another are one text")
	b.add("V08", "control-comment-inside", inElement("<![CDATA["+sheet[:half]+"]]><!-- half --><![CDATA["+sheet[half:]+"]]>"), valid, "a comment is no text")
	b.add("V08", "control-characters-as-references", inElement(strings.ReplaceAll(escaped, "{", "&#x7b;")), valid, "a reference stands for its character")
	brackets := honestSheet(school).edit(`"name":"Civics"`, `"name":"a[b[0]]>1"`)
	b.add("V08", "control-end-of-a-section-in-the-text", inElement("<![CDATA["+strings.ReplaceAll(string(brackets.bytes()), "]]>", "]]]]><![CDATA[>")+"]]>"), valid, "two sections hold what would end one")
	b.add("V08", "end-of-a-section-in-the-text", inElement("<![CDATA["+string(brackets.bytes())+"]]>"), format, "the section ends within the badge")
	b.add("V08", "element-inside", inElement("<![CDATA["+sheet+"]]><g/>"), format, "the element holds text and nothing else")
	b.add("V08", "instruction-inside", inElement("<![CDATA["+sheet+"]]><?x y?>"), format, "the element holds text and nothing else")
	b.add("V08", "empty", with("<openbadges:credential/>"), format, "the place is there, and holds nothing")

	b.add("V09", "attribute-and-text", with(replace(document, "credential><!", `credential verify="`+t+`"><!`)), double, "two readers could take two badges")

	const inUTF8 = "an SVG with a badge is in UTF-8"
	encoding := invalid("BAKED_ENCODING")
	b.add("V10", "utf-16", raw(toUTF16(whole)), encoding, inUTF8)
	b.add("V10", "says-utf-7", raw(`<?xml version="1.0" encoding="UTF-7"?>`+whole), encoding, inUTF8)
	b.add("V10", "says-latin-1", raw(`<?xml version='1.0' encoding='ISO-8859-1'?>`+whole), encoding, inUTF8)
	b.add("V10", "latin-1", raw(strings.Replace(whole, "</svg>", "<desc>caf\xe9</desc></svg>", 1)), encoding, inUTF8)
	b.add("V10", "xml-1-1", raw(`<?xml version="1.1"?>`+whole), format, "XML 1.1 reads line ends in another way")
	b.add("V10", "control-says-utf-8", raw(`<?xml version="1.0" encoding="utf-8" standalone="no"?>`+whole), valid, inUTF8)
	b.add("V10", "control-byte-order-mark", raw("\xef\xbb\xbf"+`<?xml version="1.0"?>`+"\n"+whole), valid, "decided: some drawing programs write one, and XML allows it")

	deep := func(n int) raw { return with(token + strings.Repeat("<g>", n) + strings.Repeat("</g>", n)) }
	b.add("V11", "control-depth", deep(255), valid, "as deep as is read")
	b.add("V11", "depth", deep(256), invalid("INPUT_TOO_LARGE"), "deeper than is read")
	b.add("V11", "depth-of-200000", deep(200_000), invalid("INPUT_TOO_LARGE"), "deeper than is read")
	b.add("V11", "attributes", with(token+"<g"+manyAttributes(97)+"/>"), invalid("INPUT_TOO_LARGE"), "more attributes than are read")

	b.add("V12", "control-script-beside", with(token+"<script>alert(1)</script>"), valid, "decided: art is judged when a badge is baked; what else is in the picture does not touch the badge")

	b.add("V16", "control-everything", raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- art -->\r\n<?note x?>\n"+whole+"\n<!-- end -->\n"), valid, "declaration, comments and instructions stand where they may")
}

const (
	svgHead  = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"`
	declared = ` xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"`
	shape    = `<path d="M0 0H8V8Z" fill="#1a3f8c"/>`
)

func manyAttributes(n int) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(" a" + strings.Repeat("b", i) + `=""`)
	}
	return out.String()
}

// toUTF16 is text in UTF-16, little end first, with its mark.
func toUTF16(text string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}
