package spool

import (
	"encoding/binary"
	"hash/crc32"
	"time"
)

// offsetFile keeps the committed position in two slots written in turn, so that
// a torn write leaves the other one.
type offsetFile struct {
	file   file
	turn   uint64
	oldest time.Time // of the first uncommitted record
}

const slotBytes = 32

func (o *offsetFile) close() error {
	if o.file == nil {
		return nil
	}
	f := o.file
	o.file = nil
	return f.Close()
}

// load reads the newest whole slot; the zero Position when there is none.
func (o *offsetFile) load() Position {
	var p Position
	for slot := range 2 {
		var b [slotBytes]byte
		if n, _ := o.file.ReadAt(b[:], int64(slot)*slotBytes); n < slotBytes {
			continue
		}
		turn := binary.LittleEndian.Uint64(b[0:])
		if crc32.Checksum(b[:24], castagnoli) != binary.LittleEndian.Uint32(b[24:]) || turn <= o.turn {
			continue
		}
		o.turn = turn
		p = Position{
			Segment: binary.LittleEndian.Uint64(b[8:]),
			Offset:  int64(binary.LittleEndian.Uint64(b[16:])),
		}
	}
	return p
}

func (o *offsetFile) write(p Position) error {
	o.turn++
	var b [slotBytes]byte
	binary.LittleEndian.PutUint64(b[0:], o.turn)
	binary.LittleEndian.PutUint64(b[8:], p.Segment)
	binary.LittleEndian.PutUint64(b[16:], uint64(p.Offset))
	binary.LittleEndian.PutUint32(b[24:], crc32.Checksum(b[:24], castagnoli))
	_, err := o.file.WriteAt(b[:], int64(o.turn%2)*slotBytes)
	return err
}

// oldestAt is when the record at p was appended. Where p ends a segment the
// answer waits for the next commit, and the last known time stands.
func (o *offsetFile) oldestAt(p Position, r *reader) time.Time {
	if r.file == nil || r.opened != p.Segment {
		return o.oldest
	}
	var head [frameBytes]byte
	if n, _ := r.file.ReadAt(head[:], p.Offset); n < frameBytes {
		return o.oldest
	}
	return time.Unix(int64(binary.LittleEndian.Uint32(head[4:])), 0)
}
