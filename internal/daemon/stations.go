package daemon

import (
	"context"
	"fmt"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/measure"
	"lanbi/internal/replay"
)

// startStations lets the simulated stations publish the hours of the current day
// over MQTT, first those that are over, then each as it ends.
func (d *Demo) startStations() error {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	hours := d.hours()
	go func() {
		defer close(done)
		_, err := replay.Run(ctx, replay.Options{
			URLs:  []string{d.BrokerURL()},
			Zone:  d.Daemon.o.Config.Timezone,
			Topic: d.topic(),
			Now:   d.Daemon.o.Now,
		}, func(emit func(*measure.Sample) error) error { return d.publish(ctx, hours, emit) })
		if err != nil && ctx.Err() == nil {
			d.fail(fmt.Errorf("simulated stations: %w", err))
		}
	}()
	d.down.push("simulated stations", func(stop context.Context) error {
		cancel()
		select {
		case <-done:
			return nil
		case <-stop.Done():
			return stop.Err()
		}
	})
	return nil
}

// hours yields, one after the other, the hours of today that are over, and then
// each hour when it ends. It closes when the context given to it does.
func (d *Demo) hours() func(ctx context.Context, yield func(measure.Hour) error) error {
	zone := d.Daemon.o.Config.Timezone
	next := measure.HourOf(measure.DayOf(d.Daemon.o.Now(), zone).Start(zone))
	return func(ctx context.Context, yield func(measure.Hour) error) error {
		for {
			for ; (next + 1).Start().Before(d.Daemon.o.Now()); next++ {
				if err := yield(next); err != nil {
					return err
				}
			}
			wait := (next + 1).Start().Sub(d.Daemon.o.Now())
			timer := time.NewTimer(time.Duration(float64(wait)/d.Daemon.o.Speed) + time.Millisecond)
			select {
			case <-ctx.Done():
				timer.Stop()
				return nil
			case <-timer.C:
			}
		}
	}
}

// publish sends what the stations say, and now and then a message that is broken
// and has to be set aside.
func (d *Demo) publish(ctx context.Context, hours func(context.Context, func(measure.Hour) error) error, emit func(*measure.Sample) error) error {
	client := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(d.BrokerURL()).SetClientID("simulated-faulty-station"))
	if token := client.Connect(); token.WaitTimeout(5*time.Second) && token.Error() != nil {
		return fmt.Errorf("connect the simulated faulty station: %w", token.Error())
	}
	defer client.Disconnect(100)
	return hours(ctx, func(h measure.Hour) error {
		if topic, payload, ok := d.counties.Broken(h); ok {
			client.Publish(topic, 1, false, payload)
		}
		var failed error
		d.samples(h.Start(), (h + 1).Start(), func(s *measure.Sample) {
			if failed == nil {
				failed = emit(s)
			}
		})
		return failed
	})
}

// topic is where a simulated station publishes: env/{medium}/{area}/{station}.
func (d *Demo) topic() func(*measure.Sample) string {
	area := map[string]string{}
	areas := d.Daemon.o.Config.Areas
	for i := range areas {
		for k := range areas[i].Stations {
			area[areas[i].Stations[k].Code] = areas[i].Code
		}
		for k := range areas[i].Sections {
			area[areas[i].Sections[k].Code] = areas[i].Code
		}
		for k := range areas[i].Sources {
			area[areas[i].Sources[k].Code] = areas[i].Code
		}
	}
	return func(s *measure.Sample) string {
		return "env/" + s.Medium.String() + "/" + area[s.Station] + "/" + s.Station
	}
}
