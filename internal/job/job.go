// Package job holds the scheduled work: one file a job, each a value with the
// small interfaces it needs and a Run(ctx, due) method.
//
// Jobs recompute, they do not remember: the same readings give the same results,
// and a job may run again for any due time. due is the calendar time for which a
// job was planned; what it looks at follows from due alone, never from the clock, so
// that a run that was missed can be made up for.
//
// Progress also reads the facts of a target for whoever asks between two runs: the
// page, the commands, a what-if, the hindcast.
package job

import (
	"context"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// AirReadings reads the hourly record of air stations, the best source of each
// value chosen. to is exclusive.
type AirReadings interface {
	AirSeries(ctx context.Context, stations []string, from, to measure.Hour) ([]assess.Series, error)
}

// AirResults keeps assessed days and statistics. AirMeans returns each day once,
// without index and verdict, to inclusive. A rewritten result replaces the stored one
// entirely.
type AirResults interface {
	AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
	WriteAirDays(ctx context.Context, days []assess.AirDay) error
	WriteAirPeriods(ctx context.Context, periods []assess.AirPeriod) error
}

// AirHourResults keeps real-time indices.
type AirHourResults interface {
	WriteAirHours(ctx context.Context, hours []assess.AirHour) error
}

// WaterStore reads samples of sections, to exclusive, and keeps their classes.
type WaterStore interface {
	WaterSamples(ctx context.Context, sections []string, from, to time.Time) ([]measure.Sample, error)
	WriteWaterPeriods(ctx context.Context, periods []assess.WaterPeriod) error
}

// TargetStore reads results and keeps the progress of targets. AirMeans is that of
// AirResults, a fifth of what AirDays reads.
type TargetStore interface {
	AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
	AirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
	WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error)
	WriteTargets(ctx context.Context, progress []target.Progress) error
}

// Reported reads what people report: the figures of an area whose period begins from
// day from to day to, both included, and the steps of its events since t.
type Reported interface {
	Indicators(ctx context.Context, area string, from, to measure.Day) ([]measure.Indicator, error)
	Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error)
}

// SourceSamples reads the samples of drinking-water sources, to exclusive.
type SourceSamples interface {
	WaterSamples(ctx context.Context, sources []string, from, to time.Time) ([]measure.Sample, error)
}

// Watermarks remember, durably, how far a job has come.
type Watermarks interface {
	Watermark(job string) (t time.Time, found bool, err error)
	SetWatermark(job string, t time.Time) error
}

// Dirty is a natural day of a station whose readings changed after its last
// assessment. Version tells marks of the same day apart.
type Dirty struct {
	Medium  measure.Medium
	Station string
	Day     measure.Day
	Version uint64
}

// DirtyDays lists the dirty days, and clears those not marked again since then.
type DirtyDays interface {
	Dirty() ([]Dirty, error)
	ClearDirty(days []Dirty) error
}

// Prunable is what does not stay for ever: readings of intervals below 1 h, and
// messages that were set aside. Both delete what is older than t.
type Prunable interface {
	PruneRaw(ctx context.Context, t time.Time) error
	PruneRejections(ctx context.Context, t time.Time) error
}

// withPlans sets the plan of stored days of the area, which is configured and not
// stored.
func withPlans(area *measure.Area, days []assess.AirDay) {
	for i := range days {
		if days[i].Plan.Empty() {
			days[i].Plan = assess.PlanOn(area, days[i].Place, days[i].Day)
		}
	}
}

// yesterday is the last natural day that is over at due.
func yesterday(due time.Time, zone *time.Location) measure.Day {
	return measure.DayOf(due, zone).Add(-1)
}
