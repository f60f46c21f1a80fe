package ledger

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// ErrAuditBroken reports a trail of which an entry was changed, removed or put in.
var ErrAuditBroken = errors.New("the audit trail was tampered with")

// headKey is where the SHA-256 of the last entry is kept, so that an end that was cut
// off is found too.
var headKey = []byte("audit-head")

// longestLine bounds an entry in an exported trail.
const longestLine = 1 << 20

func digest(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// Chain follows an audit trail from its first entry and finds the place where it does
// not hold. It finds what was changed by somebody who did not compute all later
// entries anew; against one who did, the last digest must be kept elsewhere, as in an
// earlier export.
type Chain struct {
	Entries uint64
	before  []byte
	linked  bool // an entry with a link has come
}

// Head is the SHA-256 of the last entry.
func (c *Chain) Head() string { return digest(c.before) }

// Next takes the next entry as it is stored. Its error is an ErrAuditBroken that names
// the entry.
func (c *Chain) Next(line []byte) error {
	var e Entry
	want := c.Entries + 1
	if err := json.Unmarshal(line, &e); err != nil {
		return fmt.Errorf("%w: entry %d cannot be read: %w", ErrAuditBroken, want, err)
	}
	switch {
	case e.Number != want:
		return fmt.Errorf("%w: entry %d comes where %d is due", ErrAuditBroken, e.Number, want)
	case e.Prev == "" && !c.linked: // of an older program, which wrote no links
	case e.Prev != digest(c.before):
		return fmt.Errorf("%w: entry %d does not follow the one before it", ErrAuditBroken, e.Number)
	}
	c.linked = c.linked || e.Prev != ""
	c.Entries, c.before = want, append(c.before[:0], line...)
	return nil
}

// CheckAudit follows the whole trail and returns the number of entries. Its error is an
// ErrAuditBroken when an entry was changed, removed or put in.
func (l *Ledger) CheckAudit() (uint64, error) {
	var chain Chain
	err := l.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(auditBucket)
		if err := b.ForEach(func(key, line []byte) error {
			if n := chain.Entries + 1; binary.BigEndian.Uint64(key) != n {
				return fmt.Errorf("%w: entry %d is missing", ErrAuditBroken, n)
			}
			return chain.Next(line)
		}); err != nil {
			return err
		}
		if b.Sequence() != chain.Entries {
			return fmt.Errorf("%w: %d entries were written, %d are left", ErrAuditBroken, b.Sequence(), chain.Entries)
		}
		if head := tx.Bucket(metaBucket).Get(headKey); head != nil && string(head) != chain.Head() {
			return fmt.Errorf("%w: the last entry, %d, was changed", ErrAuditBroken, chain.Entries)
		}
		return nil
	})
	if err != nil {
		return chain.Entries, fmt.Errorf("check audit trail: %w", err)
	}
	return chain.Entries, nil
}

// CheckExport follows an exported trail, and returns it with the number of entries and
// the head.
func CheckExport(r io.Reader) (*Chain, error) {
	chain := &Chain{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		if err := chain.Next(lines.Bytes()); err != nil {
			return chain, err
		}
	}
	if err := lines.Err(); err != nil {
		return chain, fmt.Errorf("read exported audit trail: %w", err)
	}
	return chain, nil
}
