package spool

import (
	"encoding/binary"
	"hash/crc32"
)

// A segment begins with segmentMagic. A frame is the record's length, the Unix
// second of its appending and the CRC-32C over both and the record, four bytes
// each, little endian; then the record.
const (
	segmentMagic = "LANBISP1"
	headBytes    = int64(len(segmentMagic))
	frameBytes   = 12
)

func appendFrame(dst []byte, second uint32, record []byte) []byte {
	var head [frameBytes]byte
	binary.LittleEndian.PutUint32(head[0:], uint32(len(record)))
	binary.LittleEndian.PutUint32(head[4:], second)
	sum := crc32.Update(crc32.Checksum(head[:8], castagnoli), castagnoli, record)
	binary.LittleEndian.PutUint32(head[8:], sum)
	dst = append(dst, head[:]...)
	return append(dst, record...)
}

type frameState uint8

const (
	frameGood  frameState = iota
	frameShort            // more bytes are needed to tell
	frameBad
)

// frameAt reads the frame at the start of b. For frameShort, need is how many
// bytes of b would do.
func frameAt(b []byte) (record []byte, second uint32, need int, state frameState) {
	if len(b) < frameBytes {
		return nil, 0, frameBytes, frameShort
	}
	n := binary.LittleEndian.Uint32(b)
	if n == 0 || n > MaxRecord {
		return nil, 0, 0, frameBad
	}
	need = frameBytes + int(n)
	if len(b) < need {
		return nil, 0, need, frameShort
	}
	record = b[frameBytes:need:need]
	sum := crc32.Update(crc32.Checksum(b[:8], castagnoli), castagnoli, record)
	if sum != binary.LittleEndian.Uint32(b[8:]) {
		return nil, 0, 0, frameBad
	}
	return record, binary.LittleEndian.Uint32(b[4:]), need, frameGood
}

// resync finds the first good frame at or after from in b, which reaches to the
// end of its segment; ok is false when there is none.
func resync(b []byte, from int) (at int, ok bool) {
	for at = from; at+frameBytes < len(b); at++ {
		if _, _, _, state := frameAt(b[at:]); state == frameGood {
			return at, true
		}
	}
	return 0, false
}
