package mqtt_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"lanbi/internal/alert"
	"lanbi/internal/notify/mqtt"
	"lanbi/internal/notify/notifytest"
)

func TestSend_TopicAndPayload(t *testing.T) {
	var topic string
	var payload []byte
	m, err := mqtt.New(mqtt.Options{Name: "大屏", Publish: func(_ context.Context, at string, p []byte) error {
		topic, payload = at, p
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if retry, err := m.Send(t.Context(), notifytest.Message()); retry || err != nil {
		t.Fatalf("send: retry %v, %v", retry, err)
	}
	var got alert.Message
	if err := json.Unmarshal(payload, &got); err != nil || got != notifytest.Message().Marked() || topic != "lanbi/alert/220605/target-status" {
		t.Errorf("topic %s, payload %s, %v", topic, payload, err)
	}
}

func TestSend_BrokerAwayIsRetriedAndTellsNothing(t *testing.T) {
	m, err := mqtt.New(mqtt.Options{Name: "大屏", Topic: "x/{area}", Publish: func(context.Context, string, []byte) error {
		return errors.New("dial tcp://lanbi:" + notifytest.Secret + "@127.0.0.1: refused")
	}})
	if err != nil {
		t.Fatal(err)
	}
	retry, err := m.Send(t.Context(), notifytest.Message())
	if !retry || err == nil {
		t.Fatalf("retry %v, %v", retry, err)
	}
	notifytest.Secretless(t, err)
}

func TestSend_CancelledIsNotRetried(t *testing.T) {
	m, err := mqtt.New(mqtt.Options{Name: "n", Publish: func(ctx context.Context, _ string, _ []byte) error { return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if retry, err := m.Send(ctx, notifytest.Message()); retry || !errors.Is(err, context.Canceled) {
		t.Errorf("retry %v, %v", retry, err)
	}
}

func TestNew_Faults(t *testing.T) {
	publish := func(context.Context, string, []byte) error { return nil }
	if _, err := mqtt.New(mqtt.Options{Name: "n"}); err == nil {
		t.Error("no broker is accepted")
	}
	if _, err := mqtt.New(mqtt.Options{Name: "n", Topic: "lanbi/#", Publish: publish}); err == nil {
		t.Error("a filter is accepted as topic")
	}
}
