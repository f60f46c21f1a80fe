package ledger

import (
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"lanbi/internal/alert"
)

// AlertStates returns the stored state of every alert by its key.
func (l *Ledger) AlertStates() (map[string]alert.State, error) {
	states := map[string]alert.State{}
	err := l.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(alertBucket).ForEach(func(key, value []byte) error {
			var s alert.State
			if err := json.Unmarshal(value, &s); err != nil {
				return fmt.Errorf("state of alert %q: %w", key, err)
			}
			states[string(key)] = s
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list alert states: %w", err)
	}
	return states, nil
}
