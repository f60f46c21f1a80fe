package intake

import (
	"context"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	mochipackets "github.com/mochi-mqtt/server/v2/packets"
)

// acceptHook is the embedded broker's way in, as the daemon builds it.
type acceptHook struct {
	mochi.HookBase
	in *Intake
}

func (*acceptHook) ID() string           { return "accept" }
func (*acceptHook) Provides(b byte) bool { return b == mochi.OnPublish }

// OnPublish refuses what cannot be kept: any other error would be acknowledged
// by the broker all the same.
func (h *acceptHook) OnPublish(_ *mochi.Client, pk mochipackets.Packet) (mochipackets.Packet, error) {
	if err := h.in.Accept(context.Background(), pk.TopicName, pk.Payload, pk.FixedHeader.Retain); err != nil {
		return pk, mochipackets.ErrRejectPacket
	}
	return pk, nil
}

func TestEmbeddedBroker_AcknowledgedMeansKept(t *testing.T) {
	influx := newFakeInflux(t)
	influx.freeze()
	dir := t.TempDir()
	in := start(t, dir, influx.addr, func(o *Options) { o.WriteTimeout = 100 * time.Millisecond })
	s, url := startMochi(t)
	if err := s.AddHook(&acceptHook{in: in}, nil); err != nil {
		t.Fatal(err)
	}
	newPublisher(t, url).readings(0, 200)
	if n := in.Stats().Received; n != 200 {
		t.Errorf("%d messages kept when all 200 were acknowledged", n)
	}
	if n := in.Stats().Spool.Records; n != 200 {
		t.Errorf("%d records in the spool, want 200", n)
	}
	influx.thaw()
	eventually(t, "all stored", func() bool { return influx.count("air") == 200 })
}
