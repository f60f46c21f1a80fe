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

// AlertState returns the stored state of one alert; found is false when it was
// never stored.
func (l *Ledger) AlertState(key string) (s alert.State, found bool, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		text := tx.Bucket(alertBucket).Get([]byte(key))
		if text == nil {
			return nil
		}
		found = true
		return json.Unmarshal(text, &s)
	})
	if err != nil {
		return alert.State{}, false, fmt.Errorf("read state of alert %q: %w", key, err)
	}
	return s, found, nil
}

// PutAlertState stores the states under their keys, all in one transaction.
func (l *Ledger) PutAlertState(states ...alert.State) error {
	err := l.db.Update(func(tx *bbolt.Tx) error {
		for _, s := range states {
			text, err := json.Marshal(s)
			if err != nil {
				return fmt.Errorf("state of alert %q: %w", s.Key, err)
			}
			if err := tx.Bucket(alertBucket).Put([]byte(s.Key), text); err != nil {
				return fmt.Errorf("state of alert %q: %w", s.Key, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store %d alert states: %w", len(states), err)
	}
	return nil
}
