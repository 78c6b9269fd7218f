package main

import (
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"strings"
)

// bakedPNG forges PNG files with a badge in them (OB 3.0 section 5.3.1), chunk by chunk.
func bakedPNG(b *book) {
	b.begin("png")
	t, sheet := honest(school).compact(), string(honestSheet(school).bytes())
	const sound = "the badge stands in one iTXt chunk of the keyword, uncompressed"
	b.add("P16", "control-token", png(itxt(t)), valid, sound)
	b.add("P16", "control-document", png(itxt(sheet)), valid, sound)
	b.add("P05", "no-badge", png(), invalid("BAKED_NONE"), "a picture alone vouches for nothing")
	b.add("P16", "tampered", png(itxt(honest(school).tampered(nameMember, `"name":"Physics"`).compact())), invalid("PROOF_SIG_INVALID"), "what comes out of a picture is judged as everything is")

	whole := string(png(itxt(t)))
	format, none := invalid("BAKED_FORMAT"), invalid("BAKED_NONE")
	b.add("P01", "gif", raw("GIF89a\x01\x00\x01\x00\x00\x00\x00;"+t), format, "a badge is baked into PNG or SVG")
	b.add("P01", "jpeg", raw("\xff\xd8\xff\xe0\x00\x10JFIF\x00"+t), format, "a badge is baked into PNG or SVG")
	b.add("P01", "seven-bytes", raw(whole[:7]), format, "the signature has eight bytes")
	b.add("P01", "line-ends-changed", raw("\x89PNG\n\x1a\n"+whole[8:]), format, "what a transfer as text leaves of a PNG")
	b.add("P01", "signature-altered", raw("\x89PNG\r\n\x1a\r"+whole[8:]), format, "the signature is another")

	for words, length := range map[string]uint32{"all-ones": 0xffffffff, "sign-bit": 0x80000000, "past-the-end": uint32(len(t)) + 4096} {
		chunk := []byte(itxt(t))
		binary.BigEndian.PutUint32(chunk, length)
		b.add("P02", "length-"+words, png(string(chunk)), format, "a chunk is no longer than what is left of the file")
	}
	b.add("P02", "nothing-behind-the-signature", raw(whole[:8]), format, "IHDR is missing")
	b.add("P02", "cut-within-the-badge", raw(whole[:200]), format, "the file ends within a chunk")

	b.add("P03", "badge", png(damaged(itxt(t))), invalid("BAKED_CRC"), "the checksum of the badge's chunk is wrong")
	b.add("P03", "header", raw(signaturePNG+damaged(ihdr)+itxt(t)+idat+iend), invalid("BAKED_CRC"), "the checksum of IHDR is wrong")
	b.add("P03", "control-pixels", raw(signaturePNG+ihdr+itxt(t)+damaged(idat)+iend), valid, "decided: pixels are no part of the badge, and are not read")

	packed := "openbadgecredential\x00\x01\x00\x00\x00" + stored(t)
	b.add("P04", "compressed", png(chunkPNG("iTXt", packed)), invalid("BAKED_COMPRESSED"), "the text must not be compressed; a kilobyte can inflate to a megabyte, so it is not tried")
	b.add("P04", "flag-alone", png(chunkPNG("iTXt", "openbadgecredential\x00\x01\x00\x00\x00"+t)), invalid("BAKED_COMPRESSED"), "it says that it is compressed")

	b.add("P05", "latin", png(chunkPNG("tEXt", "openbadgecredential\x00"+t)), none, "a badge stands in iTXt")
	b.add("P05", "latin-compressed", png(chunkPNG("zTXt", "openbadgecredential\x00\x00"+stored(t))), none, "a badge stands in iTXt")
	b.add("P05", "beside-the-badge", png(itxt(t), chunkPNG("tEXt", "openbadgecredential\x00"+honest(stranger).compact())), invalid("BAKED_DUPLICATE"),
		"decided: readers that look in every kind of text find two badges here")

	older := func(kind, text string) string {
		if kind == "iTXt" {
			text = "\x00\x00\x00\x00" + text
		}
		return chunkPNG(kind, "openbadges\x00"+text)
	}
	legacy := invalid("BAKED_LEGACY")
	const ob2 = "a badge of an earlier version, which is told and not fetched"
	assertion := `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://school.example/a/1"}`
	b.add("P06", "url-latin", png(older("tEXt", "http://169.254.169.254/assertion.json")), legacy, ob2)
	b.add("P06", "url", png(older("iTXt", "https://school.example/assertions/1.json")), legacy, ob2)
	b.add("P06", "assertion", png(older("iTXt", assertion)), legacy, ob2)
	b.add("P06", "assertion-signed", png(older("iTXt", honest(school).says(assertion).compact())), legacy, ob2)
	b.tell("P06", "beside-the-badge", png(older("iTXt", assertion), itxt(t)), "BAKED_LEGACY", "a picture may carry its badge of OB 2.0 and that of OB 3.0; nothing says that they are one badge")
	b.tolerated("P06", "badge-in-the-older-place", png(older("iTXt", t)), "BAKED_LEGACY", "decided: a badge of OB 3.0 under the keyword of OB 2.0, where some software writes it; nothing hides by it")

	b.add("P07", "honest-first", png(itxt(t), itxt(honest(stranger).compact())), invalid("BAKED_DUPLICATE"), "two readers could take two badges")
	b.add("P07", "honest-second", png(itxt(honest(stranger).compact()), itxt(t)), invalid("BAKED_DUPLICATE"), "two readers could take two badges")
	b.add("P07", "same-twice", png(itxt(t), itxt(t)), invalid("BAKED_DUPLICATE"), "there must not be more than one (OB 3.0 section 5.3.1)")
	b.add("P07", "around-the-pixels", raw(signaturePNG+ihdr+itxt(t)+idat+itxt(honest(stranger).compact())+iend), invalid("BAKED_DUPLICATE"), "two readers could take two badges")

	for words, keyword := range map[string]string{
		"capitals": "OpenBadgeCredential", "space-behind": "openbadgecredential ", "nul-before": "\x00openbadgecredential", "longer": "openbadgecredentialx",
		"eighty-bytes": strings.Repeat("openbadgecredential ", 4), "shorter": "openbadgecredentia", "empty": "",
	} {
		b.add("P08", words, png(chunkPNG("iTXt", keyword+"\x00\x00\x00\x00\x00"+t)), none, "another keyword")
	}

	for words, data := range map[string]string{
		"keyword-alone":              "openbadgecredential\x00",
		"no-end-of-the-language-tag": "openbadgecredential\x00\x00\x00" + t,
		"no-translated-keyword":      "openbadgecredential\x00\x00\x00\x00" + t,
		"compression-method":         "openbadgecredential\x00\x00\x01\x00\x00" + t,
		"compression-flag":           "openbadgecredential\x00\x02\x00\x00\x00" + t,
		"language-tag-of-spaces":     "openbadgecredential\x00\x00\x00 \x00\x00" + t,
		"not-utf-8":                  "openbadgecredential\x00\x00\x00\x00\x00" + t + "\xff",
		"nul-behind":                 "openbadgecredential\x00\x00\x00\x00\x00" + t + "\x00",
		"translated-keyword-of-1mib": "openbadgecredential\x00\x00\x00\x00" + strings.Repeat("x", 1<<20) + "\x00" + t,
	} {
		b.add("P09", words, png(chunkPNG("iTXt", data)), format, "an iTXt chunk is not built so (PNG, third edition, section 11.3.3)")
	}
	b.add("P09", "control-language-tag", png(chunkPNG("iTXt", "openbadgecredential\x00\x00\x00en\x00Ausweis\x00"+t)), valid, "decided: a language tag and a translated keyword say nothing about the badge")

	b.add("P10", "before-the-header", raw(signaturePNG+itxt(t)+ihdr+idat+iend), format, "IHDR is the first chunk")
	b.add("P10", "control-behind-the-pixels", raw(signaturePNG+ihdr+idat+itxt(t)+iend), valid, "text may stand anywhere between IHDR and IEND")
	b.add("P10", "behind-the-end", raw(signaturePNG+ihdr+idat+iend+itxt(t)), none, "what is behind IEND is no part of the PNG")
	b.add("P10", "no-end", raw(signaturePNG+ihdr+idat+itxt(t)), format, "IEND is missing")
	b.add("P10", "two-headers", raw(signaturePNG+ihdr+ihdr+itxt(t)+idat+iend), format, "there is one IHDR")

	for words, other := range map[string]string{"zip": "PK\x03\x04\x14\x00", "html": "<script>alert(1)</script>", "pdf": "%PDF-1.7\n", "png": whole} {
		b.tolerated("P11", "with-"+words, raw(whole+other), "BAKED_FORMAT", "what follows IEND is no part of the picture, and neither hides nor changes the badge")
	}

	huge := chunkPNG("IHDR", "\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x00\x00\x00\x00")
	b.add("P12", "control-pixel-bomb", raw(signaturePNG+huge+itxt(t)+idat+iend), valid, "no pixel is decoded, so their number costs nothing")

	few := raw(signaturePNG + ihdr + itxt(t) + idat + strings.Repeat(chunkPNG("prVt", ""), 10_000-4) + iend)
	many := raw(signaturePNG + ihdr + itxt(t) + idat + strings.Repeat(chunkPNG("prVt", ""), 10_000-3) + iend)
	b.add("P13", "control-chunks", few, valid, "as many chunks as are read")
	b.add("P13", "chunks", many, invalid("INPUT_TOO_LARGE"), "more chunks than are read")

	b.add("P14", "control-animated", raw(signaturePNG+ihdr+chunkPNG("acTL", "\x00\x00\x00\x01\x00\x00\x00\x00")+
		chunkPNG("fcTL", strings.Repeat("\x00", 7)+"\x01\x00\x00\x00\x01"+strings.Repeat("\x00", 8)+"\x00\x01\x00\x0a\x00\x00")+itxt(t)+idat+iend), valid, "an animated PNG is a PNG")

	b.add("P16", "control-spaces-before", png(itxt(" \n  "+sheet)), valid, "white space around the text is none of it")
	b.add("P16", "control-line-end", png(itxt(t+"\r\n")), valid, "white space around the text is none of it")
	b.add("P16", "url", png(itxt("https://school.example/badges/1")), format, "OB 3.0 has the credential itself in the picture; nothing is fetched")
	b.add("P16", "empty", png(itxt("")), format, "the place is there, and holds nothing")
	b.add("P16", "picture-within", png(itxt(`<svg xmlns="http://www.w3.org/2000/svg"/>`)), invalid("JWS_FORMAT"), "the text is a token or a document")
}

// The smallest PNG there is: one grey pixel.
const signaturePNG = "\x89PNG\r\n\x1a\n"

var (
	ihdr = chunkPNG("IHDR", "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
	idat = chunkPNG("IDAT", stored("\x00\x00"))
	iend = chunkPNG("IEND", "")
)

// png is a picture with the chunks in it.
func png(chunks ...string) raw {
	return raw(signaturePNG + ihdr + strings.Join(chunks, "") + idat + iend)
}

func itxt(text string) string {
	return chunkPNG("iTXt", "openbadgecredential\x00\x00\x00\x00\x00"+text)
}

func chunkPNG(kind, data string) string {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	c = append(c, kind+data...)
	return string(binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:])))
}

// damaged is the chunk with another checksum.
func damaged(chunk string) string {
	c := []byte(chunk)
	c[len(c)-1] ^= 1
	return string(c)
}

// stored is a zlib stream that compresses nothing, so that every release of Go writes it
// alike.
func stored(text string) string {
	sum := adler32.Checksum([]byte(text))
	z := []byte{0x78, 0x01}
	for last := byte(0); last == 0; {
		n := min(len(text), 0xffff)
		if n == len(text) {
			last = 1
		}
		z = binary.LittleEndian.AppendUint16(append(z, last), uint16(n))
		z = binary.LittleEndian.AppendUint16(z, ^uint16(n))
		z, text = append(z, text[:n]...), text[n:]
	}
	return string(binary.BigEndian.AppendUint32(z, sum))
}
