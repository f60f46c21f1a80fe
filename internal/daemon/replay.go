package daemon

import (
	"context"
	"errors"

	"lanbi/internal/intake"
	"lanbi/internal/web"
)

// replay takes a rejected message again for the API.
func (d *Daemon) replay(ctx context.Context, id int64) (web.Replayed, error) {
	again, err := d.intake.Replay(ctx, id)
	switch {
	case errors.Is(err, intake.ErrNoRejection):
		return web.Replayed{}, nil
	case errors.Is(err, intake.ErrNotWhole):
		return web.Replayed{Found: true, Why: "该报文只保存了一部分（超过 4 KiB、含口令，或为入库被拒的单个点），不能重放"}, nil
	case err != nil:
		return web.Replayed{}, err
	}
	d.o.Log.Info("rejected message replayed", "id", id, "accepted", again == nil)
	if again != nil {
		return web.Replayed{Found: true, Why: web.ReasonText(string(again.Reason)) + "：" + again.Error}, nil
	}
	return web.Replayed{Found: true, Accepted: true}, nil
}

// publish sends a message to the subscribers of the embedded broker.
func (d *Daemon) publish(topic string, payload []byte) error {
	broker := d.speaking.Load()
	if broker == nil {
		return errors.New("the embedded broker does not run yet")
	}
	return broker.Publish(topic, payload, false)
}
