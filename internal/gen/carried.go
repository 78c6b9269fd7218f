package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// carried forges PDF certificates and export packages in the one form in which this
// project writes them, and files that come close to it.
func carried(b *book) {
	b.begin("carried")
	t, sheet, other := honest(school).compact(), string(honestSheet(school).bytes()), honest(stranger).compact()
	unread, double := undetermined("INPUT_UNSUPPORTED"), invalid("BAKED_DUPLICATE")

	const sound = "the badge is attached as it is, in the plain form"
	good := certificate("badge.jwt", "application#2Fvc+jwt", t)
	b.add("F01", "control-token", good.file(), valid, sound)
	b.add("F01", "control-document", certificate("badge.json", "application#2Fvc", sheet).file(), valid, sound)
	b.add("F01", "control-token-of-jwt", certificate("badge.jwt", "application#2Fjwt", t).file(), valid, sound)
	b.add("F01", "tampered", certificate("badge.jwt", "application#2Fvc+jwt", honest(school).tampered(nameMember, `"name":"Physics"`).compact()).file(), invalid("PROOF_SIG_INVALID"), "what comes out of a PDF is judged as everything is")
	b.add("F01", "nothing-attached", certificate("", "", "").file(), invalid("BAKED_NONE"), "paper alone vouches for nothing")
	b.add("F01", "name-of-another-form", certificate("badge.json", "application#2Fvc", t).file(), invalid("BAKED_FORMAT"), "the name says a document, and it is a token")
	b.add("F01", "no-badge-attached", certificate("badge.jwt", "application#2Fjwt", "Dear reader").file(), invalid("JWS_FORMAT"), "a file of the right name that is no badge")

	const form = "the file is not read as a PDF in general, so another form is told and not judged"
	whole := string(good.file())
	b.add("F02", "updated", raw(whole+"8 0 obj\n<<>>\nendobj\nxref\n8 1\n0000000009 00000 n \ntrailer\n<< /Size 9 /Root 3 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n"), unread, form)
	b.add("F02", "cut-off", raw(whole[:len(whole)-7]), unread, form)
	b.add("F02", "text-behind", raw(whole+t), unread, form)
	b.add("F02", "compressed-objects", raw("%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length 1 >>\nstream\nx\nendstream\nendobj\nstartxref\n9\n%%EOF\n"), unread, form)
	b.add("F02", "another-file-name", certificate("diploma.jwt", "application#2Fvc+jwt", t).file(), unread, form)
	b.add("F02", "another-media-type", certificate("badge.jwt", "text#2Fplain", t).file(), unread, form)

	for words, object := range map[string]string{
		"on-a-page":       "<< /Type /Annot /Subtype /FileAttachment /FS 6 0 R >>\n",
		"in-no-list":      "<< /Type /Filespec /F (other.jwt) /EF << /F 7 0 R >> >>\n",
		"name-in-hex":     "<< /Type /Embedded#46ile >>\n",
		"behind-a-remark": "<< % (\n/Type /Filespec % )\n>>\n",
		"script":          "<< /S /JavaScript /JS (app.alert\\(1\\)) >>\n",
	} {
		b.add("F03", words, certificate("badge.jwt", "application#2Fvc+jwt", t, object).file(), double, "another reader may show another file")
	}
	b.add("F03", "control-words-in-a-text", certificate("badge.jwt", "application#2Fvc+jwt", t, "<< /Title (/Filespec \\) % #) >>\n").file(), valid, "a text attaches nothing")

	list := func(files ...member) []member {
		var digests strings.Builder
		for _, f := range files {
			fmt.Fprintf(&digests, "%x  %s\n", sha256.Sum256([]byte(f.content)), f.name)
		}
		return append(files, member{name: "SHA256SUMS", content: digests.String()})
	}
	badge, note := member{name: "badge.jwt", content: t}, member{name: "README.txt", content: "One badge.\r\n"}
	paper := member{name: "certificate.pdf", content: whole}
	const packed = "the badge stands in the package once, in every form the same"
	b.add("F04", "control-token", archive(list(note, paper, badge)...), valid, packed)
	b.add("F04", "control-document", archive(list(note, member{name: "badge.json", content: sheet})...), valid, packed)
	b.add("F04", "control-deflated", archive(list(note, member{name: "badge.jwt", content: t, deflated: true})...), valid, "somebody has packed it again")
	b.add("F04", "tampered", archive(list(member{name: "badge.jwt", content: honest(school).tampered(nameMember, `"name":"Physics"`).compact()})...), invalid("PROOF_SIG_INVALID"), "what comes out of a package is judged as everything is")
	b.add("F04", "no-badge", archive(list(note)...), invalid("BAKED_NONE"), "a README vouches for nothing")

	b.add("F05", "certificate-of-another", archive(list(badge, member{name: "certificate.pdf", content: string(certificate("badge.jwt", "application#2Fvc+jwt", other).file())})...), double, "two readers could take two badges")
	b.add("F05", "picture-of-another", archive(list(badge, member{name: "badge.png", content: string(png(itxt(other)))})...), double, "two readers could take two badges")
	b.add("F05", "picture-with-two", archive(list(badge, member{name: "badge.png", content: string(png(itxt(t), itxt(other)))})...), double, "two readers could take two badges")
	b.add("F05", "token-and-document", archive(list(badge, member{name: "badge.json", content: sheet})...), double, "two readers could take two badges")
	b.add("F05", "one-name-twice", archive(badge, member{name: "badge.jwt", content: other}), double, "two readers could take two badges")

	const plain = "the archive is read in one form, in which every reader finds the same files; another is told and not judged"
	b.add("F06", "text-before", raw("PK\x03\x04"+string(archive(list(badge)...))), unread, plain)
	b.add("F06", "text-behind", raw(string(archive(list(badge)...))+"x"), unread, plain)
	commented := string(archive(list(badge)...))
	first := strings.Index(commented, "PK\x01\x02") + 32
	b.add("F06", "comment-over-the-next-file", raw(commented[:first]+string(rune(46+len("SHA256SUMS")))+commented[first+1:]), unread, plain)
	b.add("F06", "header-of-another-name", archive(member{name: "badge.jwt", header: "other.jwt", content: t}), unread, plain)
	b.add("F06", "path", archive(member{name: "../badge.jwt", content: t}), unread, plain)
	b.add("F06", "other-file", archive(badge, member{name: "badge2.jwt", content: other}), unread, plain)
	b.add("F06", "encrypted", archive(member{name: "badge.jwt", content: t, flags: 1}), unread, plain)
	b.add("F06", "archive-within", archive(member{name: "badge.json", content: string(archive(badge))}), invalid("BAKED_FORMAT"), "what stands in the place of the badge is none, and is not opened")

	b.add("F07", "checksum", archive(member{name: "badge.jwt", content: t, crc: 1}), invalid("BAKED_CRC"), "the checksum is not that of the content")
	b.add("F07", "says-less", archive(badge, member{name: "README.txt", content: strings.Repeat("x", 5000), deflated: true, size: 9}), invalid("BAKED_CRC"), "no more is unpacked than the directory says")
	b.add("F07", "says-more", archive(badge, member{name: "README.txt", content: "x", deflated: true, size: 1 << 30}), invalid("INPUT_TOO_LARGE"), "what the directory says is bounded before anything is unpacked")
	b.add("F07", "many-files", archive(make([]member, 17)...), invalid("INPUT_TOO_LARGE"), "a package has seven files, and no reader counts further than sixteen")

	const told = "nobody signed it, so it is told: damage, or a hand that has been there"
	b.tolerated("F08", "readme-changed", archive(append(list(badge, note)[:1], member{name: "README.txt", content: "Earned by Mallory.\r\n"}, list(badge, note)[2])...), "BAKED_FORMAT", told)
	b.tolerated("F08", "no-digests", archive(badge, note), "BAKED_FORMAT", told)
	b.tolerated("F08", "file-missing", archive(badge, list(badge, note)[2]), "BAKED_FORMAT", told)
	b.tolerated("F08", "picture-without-a-badge", archive(list(badge, member{name: "badge.png", content: string(png())})...), "BAKED_FORMAT", told)
}

// A leaf is a PDF with a file attached, by its objects.
type leaf []string

// certificate is the smallest of its kind: one empty page, and more objects.
func certificate(name, mediaType, text string, more ...string) leaf {
	p := leaf{
		"<< /Type /Pages /Kids [2 0 R] /Count 1 >>\n",
		"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 10 10] >>\n",
		"<<\n/Type /Catalog\n/Pages 1 0 R\n/Lang (en)\n>>\n",
		"<< /Title (Civics) >>\n",
	}
	if name != "" {
		p[2] = "<<\n/Type /Catalog\n/Pages 1 0 R\n/Lang (en)\n/ViewerPreferences << /DisplayDocTitle true >>\n/Names << /EmbeddedFiles << /Names [(" + name + ") 5 0 R] >> >>\n/AF [5 0 R]\n>>\n"
		p = append(p,
			"<<\n/Type /Filespec\n/F ("+name+")\n/UF ("+name+")\n/Desc (Open Badges 3.0 credential)\n/AFRelationship /Data\n/EF << /F 6 0 R /UF 6 0 R >>\n>>\n",
			fmt.Sprintf("<<\n/Type /EmbeddedFile\n/Subtype /%s\n/Params << /Size %d >>\n/Length %d\n>>\nstream\n%s\nendstream\n", mediaType, len(text), len(text), text))
	}
	return append(p, more...)
}

func (p leaf) file() raw {
	var b strings.Builder
	b.WriteString("%PDF-2.0\n%\xe2\xe3\xcf\xd3\n")
	table := ""
	for i, object := range p {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%sendobj\n", i+1, object)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<<\n/Size %d\n/Root 3 0 R\n/Info 4 0 R\n>>\nstartxref\n%d\n%%%%EOF\n", len(p)+1, table, len(p)+1, at)
	return raw(b.String())
}

// A member is a file of an archive; header, size and crc are given where they lie.
type member struct {
	name, header, content string
	deflated              bool
	flags                 uint16
	size, crc             uint32
}

// archive packs files one behind the other.
func archive(files ...member) raw {
	le := binary.LittleEndian
	var out, directory []byte
	for _, f := range files {
		data, method, size, crc, header := f.content, uint16(0), f.size, f.crc, f.header
		if f.deflated { // as one block that is not compressed, which no version of a packer writes otherwise
			n := uint16(len(data))
			data, method = string(le.AppendUint16(le.AppendUint16([]byte{1}, n), ^n))+data, 8
		}
		if size == 0 {
			size = uint32(len(f.content))
		}
		if crc == 0 {
			crc = crc32.ChecksumIEEE([]byte(f.content))
		}
		if header == "" {
			header = f.name
		}
		common := le.AppendUint16(le.AppendUint16(nil, f.flags), method)
		common = le.AppendUint32(common, 0x21<<16) // 1 January 1980
		common = le.AppendUint32(le.AppendUint32(le.AppendUint32(common, crc), uint32(len(data))), size)
		directory = append(append(directory, "PK\x01\x02\x14\x00\x14\x00"...), common...)
		directory = append(le.AppendUint16(directory, uint16(len(f.name))), make([]byte, 12)...)
		directory = append(le.AppendUint32(directory, uint32(len(out))), f.name...)
		out = append(append(out, "PK\x03\x04\x14\x00"...), common...)
		out = append(le.AppendUint16(le.AppendUint16(out, uint16(len(header))), 0), header+data...)
	}
	n := uint16(len(files))
	end := le.AppendUint16(le.AppendUint16([]byte("PK\x05\x06\x00\x00\x00\x00"), n), n)
	end = le.AppendUint32(le.AppendUint32(end, uint32(len(directory))), uint32(len(out)))
	return append(append(append(out, directory...), end...), 0, 0)
}
