package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/measure"
	"lanbi/internal/replay"
	"lanbi/internal/schedule"
)

// startStations lets the simulated stations publish over MQTT: first the hours of
// today that are over, whose assessment it waits for, so that the page is complete
// from the start; then, in the background, each hour as it ends.
func (d *Demo) startStations(ctx context.Context) error {
	zone := d.Daemon.o.Config.Timezone
	next := measure.HourOf(measure.DayOf(d.Daemon.o.Now(), zone).Start(zone))
	now := measure.HourOf(d.Daemon.o.Now())
	past := func(ctx context.Context, yield func(measure.Hour) error) error {
		for ; next < now; next++ {
			if err := yield(next); err != nil {
				return err
			}
		}
		return nil
	}
	if err := d.publish(ctx, past); err != nil {
		return err
	}
	if err := d.settle(ctx); err != nil {
		return err
	}
	live, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := d.publish(live, func(ctx context.Context, yield func(measure.Hour) error) error {
			return d.live(ctx, next, yield)
		})
		if err != nil && live.Err() == nil {
			d.fail(err)
		}
	}()
	d.down.push("simulated stations", func(stop context.Context) error {
		cancel()
		return await(stop, done)
	})
	return nil
}

// settle waits until everything published is in InfluxDB, has it assessed, and has
// people told of what it means.
func (d *Demo) settle(ctx context.Context) error {
	for d.intake.Stats().Spool.Records > 0 {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for _, name := range [...]string{"air-hour", "water", "alerts"} {
		if err := d.schedule.RunNow(ctx, name); err != nil && !errors.Is(err, schedule.ErrRunning) {
			return fmt.Errorf("assess the hours of today: %w", err)
		}
	}
	return nil
}

// live yields each hour from next on when it has ended, until ctx does.
func (d *Demo) live(ctx context.Context, next measure.Hour, yield func(measure.Hour) error) error {
	for ; ; next++ {
		wait := (next + 1).Start().Sub(d.Daemon.o.Now())
		timer := time.NewTimer(time.Duration(float64(wait) / d.Daemon.o.Speed))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		if err := yield(next); err != nil {
			return err
		}
	}
}

// hourSource hands hours on, one after the other.
type hourSource func(ctx context.Context, yield func(measure.Hour) error) error

// publish sends what the stations say of the hours, and now and then a message
// that is broken and has to be set aside. It returns when the broker has
// acknowledged all.
func (d *Demo) publish(ctx context.Context, hours hourSource) error {
	faulty := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(d.BrokerURL()).SetClientID("simulated-faulty-station"))
	if token := faulty.Connect(); !token.WaitTimeout(5*time.Second) || token.Error() != nil {
		return fmt.Errorf("connect the simulated faulty station: %w", token.Error())
	}
	defer faulty.Disconnect(100)
	_, err := replay.Run(ctx, replay.Options{
		URLs:  []string{d.BrokerURL()},
		Zone:  d.Daemon.o.Config.Timezone,
		Topic: d.Daemon.o.Config.Places().Topic,
		Now:   d.Daemon.o.Now,
	}, func(emit func(*measure.Sample) error) error {
		return hours(ctx, func(h measure.Hour) error {
			if topic, payload, ok := d.counties.Broken(h); ok {
				faulty.Publish(topic, 1, false, payload)
			}
			var failed error
			d.samples(h.Start(), (h + 1).Start(), func(s *measure.Sample) {
				if failed == nil {
					failed = emit(s)
				}
			})
			return failed
		})
	})
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("publish for the simulated stations: %w", err)
	}
	return nil
}
