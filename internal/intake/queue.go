package intake

import (
	"sync"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Bounds of what is taken from the broker and not yet on its way to the disk.
// One message always fits.
const (
	queueMessages = 1024
	queueBytes    = 4 << 20
)

// queue holds messages between the MQTT library and the worker.
type queue struct {
	mu       sync.Mutex
	messages []mqtt.Message
	bytes    int
	closed   bool
	ready    chan struct{} // signalled when a message is there, or the queue is closed
	room     chan struct{} // signalled when there is room
	done     chan struct{} // closed with the queue
}

func newQueue() *queue {
	return &queue{ready: make(chan struct{}, 1), room: make(chan struct{}, 1), done: make(chan struct{})}
}

// put waits for room. A message that comes after close is dropped: it was not
// acknowledged, and the broker will bring it again.
func (q *queue) put(m mqtt.Message) {
	q.mu.Lock()
	for !q.closed && len(q.messages) > 0 && (len(q.messages) >= queueMessages || q.bytes+len(m.Payload()) > queueBytes) {
		q.mu.Unlock()
		select {
		case <-q.room:
		case <-q.done:
		}
		q.mu.Lock()
	}
	if !q.closed {
		q.messages = append(q.messages, m)
		q.bytes += len(m.Payload())
	}
	first := len(q.messages) == 1
	q.mu.Unlock()
	if first {
		signal(q.ready)
	}
}

// take hands over all messages, and keeps the memory of into.
func (q *queue) take(into []mqtt.Message) []mqtt.Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := q.messages
	q.messages, q.bytes = into[:0], 0
	signal(q.room)
	return out
}

// wait returns when there is a message; false when the queue is closed and
// empty.
func (q *queue) wait() bool {
	for {
		q.mu.Lock()
		n, closed := len(q.messages), q.closed
		q.mu.Unlock()
		if n > 0 || closed {
			return n > 0
		}
		select {
		case <-q.ready:
		case <-q.done:
		}
	}
}

// waiting tells whether there are messages.
func (q *queue) waiting() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.messages) > 0
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.done)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
