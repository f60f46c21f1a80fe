package demo

import (
	"context"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/measure"
	"lanbi/internal/replay"
)

// startStations lets the simulated stations publish over MQTT: first the hours of
// today that are over, whose assessment it waits for, so that the page is complete
// from the start; then, in the background, each hour as it ends.
func (d *Demo) startStations(ctx context.Context) error {
	zone := d.config.Timezone
	next := measure.HourOf(measure.DayOf(d.o.Now(), zone).Start(zone))
	now := measure.HourOf(d.o.Now())
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
	if err := d.Settle(ctx); err != nil {
		return err
	}
	d.Beside("simulated stations", func(ctx context.Context) error {
		return d.publish(ctx, func(ctx context.Context, yield func(measure.Hour) error) error {
			return d.live(ctx, next, yield)
		})
	})
	d.Beside("simulated province", func(ctx context.Context) error {
		return d.live(ctx, next, func(measure.Hour) error { return d.publishMonth(ctx) })
	})
	return nil
}

// live yields each hour from next on when it has ended, until ctx does.
func (d *Demo) live(ctx context.Context, next measure.Hour, yield func(measure.Hour) error) error {
	for ; ; next++ {
		wait := (next + 1).Start().Sub(d.o.Now())
		timer := time.NewTimer(time.Duration(float64(wait) / d.o.Speed))
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
		Zone:  d.config.Timezone,
		Topic: d.config.Places().Topic,
		Now:   d.o.Now,
	}, func(emit func(*measure.Sample) error) error {
		return hours(ctx, func(h measure.Hour) error {
			if topic, payload, ok := d.counties.Broken(h); ok {
				faulty.Publish(topic, 1, false, payload)
			}
			var failed error
			d.counties.Samples(h.Start(), (h + 1).Start(), func(s *measure.Sample) {
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
