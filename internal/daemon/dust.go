package daemon

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"lanbi/internal/evidence"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/web"
)

// dustDossiers gives the page what dust dossiers are made from.
func (d *Daemon) dustDossiers() *web.Dust {
	return &web.Dust{
		Events: func(ctx context.Context, area string) ([]measure.Event, error) {
			return d.db.Events(ctx, area, target.Dust, time.Unix(0, 0))
		},
		Series: d.db.AirSeries,
		Effects: func(ctx context.Context, area string, first, last measure.Day) ([]target.DustEffect, error) {
			asOf, err := d.AssessedThrough()
			if err != nil {
				return nil, err
			}
			return d.jobs.progress.DustEffects(ctx, area, first, last, asOf)
		},
		Evidence: evidence.New(filepath.Join(d.o.Config.DataDir, "evidence")),
		Attached: func(author web.User, event string, f evidence.File) error {
			_, err := d.ledger.Audit(ledger.Entry{At: d.o.Now(), Who: author.Name, Subject: "evidence/" + event,
				New: fmt.Sprintf("%s（%d 字节，SHA-256 %s）", f.Name, f.Size, f.SHA256), Why: "上传佐证材料"})
			return err
		},
	}
}
