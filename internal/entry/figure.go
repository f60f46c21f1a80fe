package entry

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"lanbi/internal/measure"
)

// Figure is a reported figure of an indicator with the reason for it, which is needed
// where there is an earlier value. Area may be a name.
type Figure struct {
	measure.Indicator
	Why string
}

// FigureSubject names a figure in the audit trail.
func FigureSubject(i *measure.Indicator) string {
	return "indicator/" + i.Area + "/" + i.ID + "/" + i.Period
}

// ValueText is a value of a figure in the audit trail.
func ValueText(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Figures takes figures that author reports. The outcomes have the order of the
// figures. On an error nothing is stored.
func (d *Desk) Figures(ctx context.Context, author string, figures []Figure) ([]Outcome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	outcomes := make([]Outcome, len(figures))
	known := knownFigures{desk: d, of: map[string][]measure.Indicator{}}
	var lines []Change
	var kept []measure.Indicator
	var areas []string
	for i := range figures {
		f, o := figures[i], &outcomes[i]
		d.checkFigure(o, &f)
		if len(o.Faults) > 0 {
			continue
		}
		had, found, err := known.find(ctx, &f.Indicator)
		if err != nil {
			return nil, err
		}
		if found {
			o.Old = ValueText(had.Value)
			if had.Value == f.Value && had.Source == f.Source {
				continue
			}
			if f.Why == "" {
				o.fault("why", "已有数值 %s（来源：%s），更正须说明理由", o.Old, had.Source)
				continue
			}
		}
		if f.By == "" {
			f.By = author
		}
		o.Changed = true
		known.put(&f.Indicator)
		lines = append(lines, Change{At: d.Now(), Who: author, Subject: FigureSubject(&f.Indicator),
			Old: o.Old, New: ValueText(f.Value), Source: f.Source, By: f.By, Why: orFirst(f.Why)})
		kept = append(kept, f.Indicator)
		if !slices.Contains(areas, f.Area) {
			areas = append(areas, f.Area)
		}
	}
	return outcomes, d.keep(ctx, lines, areas, func() error { return d.Store.WriteIndicators(ctx, kept) })
}

func orFirst(why string) string {
	if why == "" {
		return firstReport
	}
	return why
}

func (d *Desk) checkFigure(o *Outcome, f *Figure) {
	o.text("source", &f.Source, longestText)
	o.text("by", &f.By, longestText)
	o.text("why", &f.Why, longestText)
	f.Area = d.area(o, f.Area)
	asked := d.asked(o, "indicator", f.Area, f.ID, false)
	if first, _, err := measure.ParsePeriod(f.Period); err != nil {
		o.fault("period", "%q 不是期间，应如 2026、2026-10 或 2026-10-05，不早于 1970 年", f.Period)
	} else if today := measure.DayOf(d.Now(), d.Zone); first > today {
		o.fault("period", "%s 尚未开始（今天 %s）", f.Period, today)
	}
	if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
		o.fault("value", "未给出，或不是数")
	} else if asked != nil {
		if doubt := asked.Doubt(f.Value); doubt != "" {
			o.fault("value", "%s %s", strconv.FormatFloat(f.Value, 'g', -1, 64), doubt)
		}
	}
	if f.Source == "" {
		o.fault("source", "未给出，应为文件或单位，如 林草局 2026 年报")
	}
}

// knownFigures are the stored figures of the areas that were asked for, with those of
// the batch in hand.
type knownFigures struct {
	desk *Desk
	of   map[string][]measure.Indicator
}

// find is the figure of the same area, id and period.
func (k *knownFigures) find(ctx context.Context, i *measure.Indicator) (had measure.Indicator, found bool, err error) {
	first, _, err := measure.ParsePeriod(i.Period)
	if err != nil {
		return had, false, err
	}
	year := fmt.Sprint(i.Area, " ", first.Year())
	if _, read := k.of[year]; !read {
		stored, err := k.desk.Store.Indicators(ctx, i.Area, first.FirstOfYear(), first.LastOfYear())
		if err != nil {
			return had, false, fmt.Errorf("read stored figures of %s: %w", i.Area, err)
		}
		k.of[year] = stored
	}
	for _, had := range slices.Backward(k.of[year]) {
		if had.ID == i.ID && had.Period == i.Period {
			return had, true, nil
		}
	}
	return had, false, nil
}

func (k *knownFigures) put(i *measure.Indicator) {
	first, _, err := measure.ParsePeriod(i.Period)
	if err != nil { // checked before
		return
	}
	year := fmt.Sprint(i.Area, " ", first.Year())
	k.of[year] = append(k.of[year], *i)
}
