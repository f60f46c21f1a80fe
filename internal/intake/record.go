package intake

import (
	"encoding/binary"
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// A record of the spool is a head and a line of line protocol with its line
// feed, so that the way out needs neither decoding nor encoding. The head: its
// version, destination, medium, interval, start in Unix seconds (8 bytes, little
// endian), length of the station's code, the code. Medium is 0 for lines that
// are no sample.
const (
	recordVersion = 1
	recordHead    = 13
)

func appendHead(dst []byte, d Destination, m measure.Medium, i measure.Interval, start time.Time, station string) []byte {
	dst = append(dst, recordVersion, byte(d), byte(m), byte(i))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(start.Unix()))
	dst = append(dst, byte(len(station)))
	return append(dst, station...)
}

// record is a record taken apart; station and line belong to the batch.
type record struct {
	destination Destination
	medium      measure.Medium
	interval    measure.Interval
	start       int64
	station     []byte
	line        []byte
}

func parseRecord(b []byte) (r record, err error) {
	if len(b) < recordHead || b[0] != recordVersion || len(b) < recordHead+int(b[12]) ||
		b[1] == 0 || Destination(b[1]) >= destinations {
		return r, fmt.Errorf("spool record of %d bytes: unknown head", len(b))
	}
	at := recordHead + int(b[12])
	return record{
		destination: Destination(b[1]),
		medium:      measure.Medium(b[2]),
		interval:    measure.Interval(b[3]),
		start:       int64(binary.LittleEndian.Uint64(b[4:])),
		station:     b[recordHead:at],
		line:        b[at:],
	}, nil
}
