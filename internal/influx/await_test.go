package influx

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// Whoever waits to save behind a reader whose request hangs gives up with its context,
// and leaves the lock to others.
func TestAwait_GivesUp(t *testing.T) {
	var saving sync.RWMutex
	saving.RLock() // the reader that hangs
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := await(ctx, saving.TryLock, saving.Lock, saving.Unlock); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting ended with %v, want %v", err, context.Canceled)
	}
	saving.RUnlock()
	if err := await(t.Context(), saving.TryLock, saving.Lock, saving.Unlock); err != nil {
		t.Errorf("the lock is not free afterwards: %v", err)
	}
	saving.Unlock()
}
