package bake

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/summitbadges/openbadges/internal/limits"
)

// wholePNG returns the chunks of a PNG that has a picture, sound checksums, and nothing
// behind its end. Those of badges are not judged: they may have to go.
func wholePNG(image []byte) ([]chunk, error) {
	var chunks []chunk
	src, pixels := held(image), false
	end, err := walkPNG(src, int64(len(image)), func(c chunk) error {
		pixels = pixels || c.kind == "IDAT"
		chunks = append(chunks, c)
		if c.badge != "" {
			return nil
		}
		_, err := sound(src, c)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !pixels:
		return nil, malformed(end, "a PNG without a picture: there is no IDAT")
	case end != int64(len(image)):
		return nil, malformed(end, "%d bytes follow the end of the PNG: it is two files in one", int64(len(image))-end)
	}
	return chunks, nil
}

func isBadge(c chunk) bool { return c.badge == keyword || c.badge == keywordOld }

// bakePNG writes the credential directly behind IHDR, where readers that stop at the
// picture have met it.
func bakePNG(image, credential []byte, replace bool) ([]byte, error) {
	chunks, err := wholePNG(image)
	if err != nil {
		return nil, err
	}
	left := 0
	for _, c := range chunks {
		switch {
		case !isBadge(c):
			left++
		case !replace:
			return nil, fault(ErrBaked, c.offset, "a chunk %s with the keyword %q", c.kind, c.badge)
		}
	}
	out := make([]byte, 0, len(image)+len(keyword)+len(credential)+around+5)
	out = append(out, image[:chunks[0].end()]...)
	out = appendChunk(out, credential)
	out = appendWithout(out, image, chunks[1:])
	if left == limits.PNGChunks || len(out) > limits.PNG {
		return nil, tooLarge(0, "with its badge the PNG would be larger than is read: %d bytes in %d chunks", len(out), left+1)
	}
	return out, nil
}

// appendChunk appends the iTXt chunk of OB 3.0 section 5.3.1: keyword, no compression,
// no language tag and no translated keyword.
func appendChunk(out, credential []byte) []byte {
	const flags = "\x00\x00\x00\x00\x00"
	out = binary.BigEndian.AppendUint32(out, uint32(len(keyword)+len(flags)+len(credential)))
	start := len(out)
	out = append(out, "iTXt"+keyword+flags...)
	out = append(out, credential...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}

func appendWithout(out, image []byte, chunks []chunk) []byte {
	for _, c := range chunks {
		if !isBadge(c) {
			out = append(out, image[c.offset:c.end()]...)
		}
	}
	return out
}

func removePNG(image []byte) ([]byte, error) {
	var chunks []chunk
	end, err := walkPNG(held(image), int64(len(image)), func(c chunk) error {
		chunks = append(chunks, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := append(make([]byte, 0, len(image)), signature...)
	return append(appendWithout(out, image, chunks), image[end:]...), nil
}
