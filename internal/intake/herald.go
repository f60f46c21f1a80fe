package intake

import (
	"encoding/json"
	"errors"
	"time"
)

// RejectedTopic is where rejected messages are published. No feed may match it.
const RejectedTopic = "lanbi/rejected"

// heraldQueue bounds what waits to be published; more is left out.
const heraldQueue = 200

// herald publishes rejected messages, beside the way of the others: it never makes
// them wait.
type herald struct {
	in      *Intake
	publish func(topic string, payload []byte) error
	queue   chan Rejection
	ended   chan struct{}
	quit    chan struct{}
}

// newHerald is nil when nothing is to be published, or there is no broker.
func newHerald(in *Intake) *herald {
	publish := in.opts.Publish
	if publish == nil && in.sub != nil {
		publish = in.sub.publish
	}
	if !in.opts.PublishRejected || publish == nil {
		return nil
	}
	return &herald{in: in, publish: publish,
		queue: make(chan Rejection, heraldQueue), ended: make(chan struct{}), quit: make(chan struct{})}
}

// tell queues a rejection unless the queue is full.
func (h *herald) tell(r Rejection) {
	select {
	case h.queue <- r:
	default:
		h.in.counts.unpublished.Add(1)
	}
}

func (h *herald) run() {
	defer close(h.ended)
	for {
		select {
		case <-h.quit:
			return
		case r := <-h.queue:
			payload, err := json.Marshal(r)
			if err == nil {
				err = h.publish(RejectedTopic, payload)
			}
			if err != nil {
				h.in.counts.unpublished.Add(1)
				h.in.opts.Log.Debug("publish rejected message", "error", err)
			}
		}
	}
}

func (h *herald) stop() {
	close(h.quit)
	<-h.ended
}

// publish sends at quality 0: nothing is kept for it here.
func (s *subscriber) publish(topic string, payload []byte) error {
	if !s.client.IsConnectionOpen() {
		return errors.New("not connected to the broker")
	}
	t := s.client.Publish(topic, 0, false, payload)
	if !t.WaitTimeout(5 * time.Second) {
		return errors.New("the broker does not take it")
	}
	return t.Error()
}
