package carrier

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"
)

// Some programs name a file by an extra field, and find its length in one. To them the
// README of the first archive is a badge.
func TestNoExtraFieldMakesAnotherArchiveOfAPackage(t *testing.T) {
	field := func(id uint16, data string) string {
		head := binary.LittleEndian.AppendUint16(nil, id)
		return string(binary.LittleEndian.AppendUint16(head, uint16(len(data)))) + data
	}
	badge := entry{name: NameJWT, content: aJWS}
	unicodePath := "\x01" + string(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(NameReadme)))) + NameJSON
	for name, extra := range map[string]string{
		"a name in Unicode":     field(0x7075, unicodePath),
		"ZIP64":                 field(0x0001, string(make([]byte, 16))),
		"encryption":            field(0x9901, "\x02\x00AE\x01\x00\x00"),
		"behind a time":         field(0x5455, "\x01abcd") + field(0x7075, unicodePath),
		"longer than there is":  "UT\x09\x00\x01abcd",
		"no whole field":        "UT\x00",
		"more behind the field": field(0x5455, "\x01abcd") + "x",
	} {
		_, err := Extract(archive("", badge, entry{name: NameReadme, content: "Hello", extra: extra}))
		require.ErrorIs(t, err, ErrOther, name)
		require.ErrorContains(t, err, "extra field", name)
	}
	_, err := Extract(archive("", badge, entry{name: NameReadme, content: "Hello", extra: field(0x5455, "\x01abcd") + field(0x7875, "\x01\x04abcd\x04abcd") + field(0x000a, string(make([]byte, 32)))}))
	require.NoError(t, err, "times and owners")
}

// Who unpacks a link would find in its place whatever file of their own it leads to.
func TestALinkIsNoFileOfAPackage(t *testing.T) {
	badge := archive("", entry{name: NameJWT, content: aJWS})
	central := bytes.LastIndex(badge, []byte(centralSignature))
	for mode, good := range map[uint32]bool{0: true, 0o100644: true, 0o120777: false, 0o040755: false, 0o010644: false} {
		file := bytes.Clone(badge)
		binary.LittleEndian.PutUint32(file[central+38:], mode<<16)
		_, err := Extract(file)
		if good {
			require.NoError(t, err, "%o", mode)
		} else {
			require.ErrorIs(t, err, ErrOther, "%o", mode)
			require.ErrorContains(t, err, "link or a folder")
		}
	}
}
