package intake

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

func TestReplay_AfterTheConfigurationWasMended(t *testing.T) {
	influx := newFakeInflux(t)
	dir := t.TempDir()
	knows := func(mended bool) func(*Options) {
		return func(o *Options) {
			o.Known = func(m measure.Medium, code string) bool { return mended && code == "NEW1" || known(m, code) }
			o.Secrets = []string{"hidden-word"}
		}
	}
	in := start(t, dir, influx.addr, knows(false))
	good := `{"station":"NEW1",` + at8 + `,"values":{"pm2_5":35}}`
	accept(t, in, "env/air/jiangyuan/NEW1", good)
	accept(t, in, "env/air/jiangyuan/JY001", "not JSON")
	accept(t, in, "env/air/jiangyuan/JY001", `"hidden-word"`)
	accept(t, in, "env/air/jiangyuan/JY001", strings.Repeat("x", keptPayload+1))
	list := in.Rejections(10) // newest first
	if len(list) != 4 {
		t.Fatalf("%d rejections, want 4", len(list))
	}
	long, masked, broken, unknown := list[0].ID(), list[1].ID(), list[2].ID(), list[3].ID()
	if again, err := in.Replay(t.Context(), unknown); err != nil || again == nil || again.Reason != feed.UnknownStation {
		t.Errorf("replay before the mending: %+v %v, want unknown station once more", again, err)
	}
	halt(t, in)

	in = start(t, dir, influx.addr, knows(true))
	if again, err := in.Replay(t.Context(), unknown); err != nil || again != nil {
		t.Errorf("replay after the mending: %+v %v", again, err)
	}
	eventually(t, "stored", func() bool { return influx.field("air,station=NEW1", "pm2_5") == "35" })
	if again, err := in.Replay(t.Context(), broken); err != nil || again == nil || again.Reason != feed.Malformed {
		t.Errorf("replay of what is broken: %+v %v, want malformed once more", again, err)
	}
	for name, id := range map[string]int64{"cut": long, "masked": masked} {
		if _, err := in.Replay(t.Context(), id); !errors.Is(err, ErrNotWhole) {
			t.Errorf("replay of a %s payload: %v, want ErrNotWhole", name, err)
		}
	}
	if _, err := in.Replay(t.Context(), 1); !errors.Is(err, ErrNoRejection) {
		t.Errorf("replay of nothing: %v, want ErrNoRejection", err)
	}
}

func TestBroker_RejectedMessagesArePublished(t *testing.T) {
	m := startMosquitto(t)
	var got atomic.Value
	p := newPublisher(t, m.url)
	p.wait(p.client.Subscribe(RejectedTopic, 1, func(_ mqtt.Client, m mqtt.Message) { got.Store(string(m.Payload())) }))
	in := start(t, t.TempDir(), newFakeInflux(t).addr, func(o *Options) {
		subscribed1(m.url)(o)
		o.PublishRejected = true
	})
	waitSubscribed(t, in)
	p.send("env/air/jiangyuan/JY001", "not JSON")
	eventually(t, "published", func() bool { return got.Load() != nil })
	if text := got.Load().(string); !strings.Contains(text, `"reason":"malformed"`) || !strings.Contains(text, `"payload":"not JSON"`) {
		t.Errorf("published %s", text)
	}
}

// A herald that cannot speak keeps nobody waiting.
func TestHerald_NeverMakesAnyoneWait(t *testing.T) {
	stuck := make(chan struct{})
	in := start(t, t.TempDir(), newFakeInflux(t).addr, func(o *Options) {
		o.PublishRejected = true
		o.Publish = func(string, []byte) error { <-stuck; return nil }
	})
	for range heraldQueue + 10 {
		accept(t, in, "env/air/jiangyuan/JY001", "not JSON")
	}
	if n := in.counts.unpublished.Load(); n < 9 {
		t.Errorf("%d left out, want at least 9", n)
	}
	close(stuck)
}
