package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"lanbi/internal/feed"
)

const (
	// keptPayload is how much of a rejected payload is kept, in bytes.
	keptPayload = 4 << 10
	// rejectionFile is the size at which the file of rejections is put aside
	// for a new one; the one put aside before is lost.
	rejectionFile = 4 << 20
	// recentRejections are held for listing.
	recentRejections = 200
)

// Rejection is a refused message, or the refused part of one, as it is kept.
type Rejection struct {
	// Time is when it was refused; no two have the same.
	Time   time.Time   `json:"time"`
	Topic  string      `json:"topic"`
	Reason feed.Reason `json:"reason"`
	Error  string      `json:"error"`
	// Payload is at most 4 KiB of it, secrets masked, as valid UTF-8.
	Payload string `json:"payload"`
	// Whole tells that Payload is all of it, to the byte.
	Whole bool `json:"whole"`
}

// rejectionLog keeps rejections in a bounded file and the last ones in memory.
type rejectionLog struct {
	path    string
	secrets [][]byte
	longest int // of secrets

	mu     sync.Mutex
	file   *os.File
	size   int64
	last   time.Time
	recent []Rejection // oldest first
}

func openRejectionLog(path string, secrets []string) (*rejectionLog, error) {
	l := &rejectionLog{path: path}
	for _, s := range secrets {
		if s != "" {
			l.secrets = append(l.secrets, []byte(s))
			l.longest = max(l.longest, len(s))
		}
	}
	// Longest first: a secret may be part of another.
	slices.SortFunc(l.secrets, func(a, b []byte) int { return len(b) - len(a) })
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		return nil, fmt.Errorf("open rejections: %w", err)
	}
	l.file = f
	if err := l.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("read rejections %s: %w", path, err), f.Close())
	}
	return l, nil
}

// load reads the end of the file back for listing.
func (l *rejectionLog) load() error {
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	l.size = info.Size()
	from := max(0, l.size-1<<20)
	lines := bufio.NewScanner(io.NewSectionReader(l.file, from, l.size-from))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r Rejection
		if json.Unmarshal(lines.Bytes(), &r) == nil { // the first and last line may be cut
			l.remember(r)
		}
	}
	return lines.Err()
}

func (l *rejectionLog) remember(r Rejection) {
	if len(l.recent) == recentRejections {
		l.recent = slices.Delete(l.recent, 0, 1)
	}
	l.recent = append(l.recent, r)
	if r.Time.After(l.last) {
		l.last = r.Time
	}
}

// make prepares a rejection for keeping.
func (l *rejectionLog) make(now time.Time, topic string, reason feed.Reason, why string, payload []byte) Rejection {
	l.mu.Lock()
	if !now.After(l.last) {
		now = l.last.Add(1) // InfluxDB would take two of one instant for one
	}
	l.last = now
	l.mu.Unlock()
	r := Rejection{
		Time: now, Reason: reason,
		Topic:   l.mask([]byte(topic), 256),
		Error:   l.mask([]byte(why), 512),
		Payload: l.mask(payload, keptPayload),
	}
	r.Whole = r.Topic == topic && r.Payload == string(payload)
	return r
}

// mask hides passwords and cuts to limit bytes. It looks at more than it keeps,
// so that a secret across the cut is seen whole.
func (l *rejectionLog) mask(b []byte, limit int) string {
	if window := 4*limit + l.longest; len(b) > window {
		b = b[:window]
	}
	for _, s := range l.secrets {
		b = bytes.ReplaceAll(b, s, []byte("***"))
	}
	text := maskPW(b)
	if len(text) > limit {
		text = text[:limit]
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// maskPW hides the password field of an HJ 212 frame.
func maskPW(b []byte) string {
	var out strings.Builder
	for {
		at := bytes.Index(b, []byte("PW="))
		if at < 0 {
			out.Write(b)
			return out.String()
		}
		out.Write(b[:at+3])
		out.WriteString("***")
		b = b[at+3:]
		end := bytes.IndexAny(b, ";&\",}\r\n \\")
		if end < 0 {
			return out.String()
		}
		b = b[end:]
	}
}

// keep writes a rejection to the file and lists it.
func (l *rejectionLog) keep(r Rejection) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	l.mu.Lock()
	defer l.mu.Unlock()
	l.remember(r)
	if l.file == nil {
		return os.ErrClosed
	}
	if l.size+int64(len(line)) > rejectionFile {
		if err := l.turn(); err != nil {
			return err
		}
	}
	n, err := l.file.Write(line)
	l.size += int64(n)
	return err
}

// turn puts the file aside and begins a new one.
func (l *rejectionLog) turn() error {
	if err := os.Rename(l.path, l.path+".old"); err != nil {
		return err
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	l.file.Close()
	l.file, l.size = f, 0
	return nil
}

func (l *rejectionLog) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	return err
}

// Rejections lists the newest rejections first, at most limit of the last 200.
func (in *Intake) Rejections(limit int) []Rejection {
	l := in.rejected
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(limit, len(l.recent))
	out := slices.Clone(l.recent[len(l.recent)-n:])
	slices.Reverse(out)
	return out
}
