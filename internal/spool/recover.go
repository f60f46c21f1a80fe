package spool

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// recover finds the segments, the committed position, and in every segment
// where its good records end. A torn tail is cut off; a fault followed by good
// records is left for the reader to step over.
func (s *Spool) recover() error {
	f, err := s.opts.disk.open(filepath.Join(s.dir, "committed"), true)
	if err != nil {
		return err
	}
	s.offset.file = f
	committed := s.offset.load()

	ids, err := segmentIDs(s.dir)
	if err != nil {
		return err
	}
	s.nextID = max(committed.Segment+1, 1)
	s.reader.at = committed
	var buf []byte
	for _, id := range ids {
		s.nextID = max(s.nextID, id+1)
		from := headBytes
		if id == committed.Segment {
			from = max(from, committed.Offset)
		}
		found := survey{}
		if id >= committed.Segment {
			if found, buf, err = s.survey(id, from, buf); err != nil {
				return err
			}
		}
		if found.records == 0 {
			if err := os.Remove(s.path(id)); err != nil {
				return fmt.Errorf("remove committed segment: %w", err)
			}
			continue
		}
		if s.total.Records == 0 {
			s.offset.oldest = time.Unix(int64(found.second), 0)
		}
		s.segments = append(s.segments, segment{id: id, end: found.end})
		s.total.Records += found.records
		s.total.Bytes += found.end - from
	}
	s.reader.unread, s.reader.unreadBytes = s.total.Records, s.total.Bytes
	return nil
}

// survey is what a look through a segment found.
type survey struct {
	end     int64 // of the last good record
	records int64
	second  uint32 // of the first record
}

func (s *Spool) survey(id uint64, from int64, buf []byte) (survey, []byte, error) {
	path := s.path(id)
	info, err := os.Stat(path)
	if err != nil {
		return survey{}, buf, err
	}
	size := info.Size()
	if size <= from {
		return survey{end: size}, buf, nil
	}
	f, err := s.opts.disk.open(path, false)
	if err != nil {
		return survey{}, buf, err
	}
	defer f.Close()
	buf = slices.Grow(buf[:0], int(size-from))[:size-from]
	if _, err := f.ReadAt(buf, from); err != nil {
		return survey{}, buf, err
	}
	found := survey{end: from}
	for at := 0; at < len(buf); {
		_, second, need, state := frameAt(buf[at:])
		if state == frameGood {
			if found.records == 0 {
				found.second = second
			}
			found.records++
			at += need
			found.end = from + int64(at)
			continue
		}
		next, ok := resync(buf, at+1)
		if !ok {
			s.opts.Log.Warn("torn end of spool segment cut off; it was never acknowledged",
				"file", path, "offset", found.end, "bytes", size-found.end)
			if err := f.Truncate(found.end); err != nil {
				return survey{}, buf, err
			}
			break
		}
		at = next
	}
	return found, buf, nil
}

// segmentIDs lists the segments of dir in order.
func segmentIDs(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var ids []uint64
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".seg")
		if !ok {
			continue
		}
		id, err := strconv.ParseUint(name, 16, 64)
		if err != nil {
			continue
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}
