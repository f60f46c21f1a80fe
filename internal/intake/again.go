package intake

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"lanbi/internal/feed"
)

// Why a rejected message cannot be taken again.
var (
	// ErrNoRejection reports an id of which no rejection is kept.
	ErrNoRejection = errors.New("no rejection with this id is kept")
	// ErrNotWhole reports a payload that was cut or masked, or a refused point,
	// which is no message.
	ErrNotWhole = errors.New("of this rejection only a part is kept")
)

// ID names a rejection: no two have the same.
func (r *Rejection) ID() int64 { return r.Time.UnixNano() }

// Replay takes a rejected message again, as if it came now, after the
// configuration was mended. It returns the rejection when it is refused once more.
// The old one stays listed.
func (in *Intake) Replay(ctx context.Context, id int64) (*Rejection, error) {
	r, err := in.rejected.find(id)
	if err != nil {
		return nil, err
	}
	if !r.Whole || r.Topic == "" || r.Reason == feed.Refused {
		return nil, ErrNotWhole
	}
	s := newScribe(in)
	s.reset()
	s.add(r.Topic, []byte(r.Payload), false)
	if err := in.opts.Spool.Append(ctx, s.take()...); err != nil {
		return nil, fmt.Errorf("keep message on %s: %w", r.Topic, err)
	}
	s.settled()
	if len(s.rejected) > 0 {
		again := s.rejected[0]
		return &again, nil
	}
	return nil, nil
}

// find looks for a rejection in the files, the present one and the one put aside.
func (l *rejectionLog) find(id int64) (Rejection, error) {
	for _, path := range []string{l.path, l.path + ".old"} {
		r, err := findIn(path, id)
		if err == nil || !errors.Is(err, ErrNoRejection) {
			return r, err
		}
	}
	return Rejection{}, ErrNoRejection
}

func findIn(path string, id int64) (Rejection, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Rejection{}, ErrNoRejection
	}
	if err != nil {
		return Rejection{}, fmt.Errorf("read rejections: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r Rejection
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.ID() == id {
			return r, nil
		}
	}
	if err := lines.Err(); err != nil {
		return Rejection{}, fmt.Errorf("read rejections %s: %w", path, err)
	}
	return Rejection{}, ErrNoRejection
}
