package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/alert"
)

// deliver sends what is due, keeps what is new, and forgets what is finished.
func (j *Alerts) deliver(ctx context.Context, states map[string]alert.State, now time.Time) error {
	book, err := j.Store.AlertBook()
	if err != nil {
		return err
	}
	errs := []error{j.keep(ctx, &book)}
	var refusals []refusal
	desk := j.desk()
	for _, d := range desk.Due(&book, states, now) {
		if ctx.Err() != nil {
			return errors.Join(append(errs, context.Cause(ctx))...)
		}
		if until, rests := j.rests(d.Channel); rests {
			errs = append(errs, fmt.Errorf("channel %q takes nothing before %s", d.Channel, until.In(j.Zone).Format(time.TimeOnly)))
			continue
		}
		refused, err := j.send(ctx, &book, d, now)
		errs = append(errs, err)
		if refused != nil {
			refusals = append(refusals, refusal{d, refused})
		}
	}
	errs = append(errs, j.report(&book, refusals)...)
	change := alert.Change{Done: desk.Finished(&book, states), Forgotten: book.Outdated(states, now)}
	if len(change.Done) > 0 || !change.Forgotten.Empty() {
		errs = append(errs, j.Store.StoreAlerts(change))
	}
	return errors.Join(errs...)
}

// desk is the configured one; unless it names channels, all get each message at
// once.
func (j *Alerts) desk() *alert.Desk {
	desk := j.Desk
	desk.Zone = j.Zone
	if desk.Channels == nil {
		for _, c := range j.Channels {
			desk.Channels = append(desk.Channels, alert.Outlet{Name: c.Name})
		}
	}
	return &desk
}

// refusal is a delivery that a channel will not take however often it is asked.
type refusal struct {
	alert.Delivery
	err error
}

// report logs the refusals of messages that another channel has accepted, and
// returns the others: nobody has been told of those.
func (j *Alerts) report(book *alert.Book, refusals []refusal) []error {
	var errs []error
	for _, r := range refusals {
		told := !slices.ContainsFunc(r.Marks, func(mark alert.Mark) bool {
			return slices.ContainsFunc(book.Notices, func(n alert.Notice) bool {
				return n.Message.ID == mark.Notice && len(n.Accepted) == 0
			})
		})
		if told {
			j.Log.Error("message refused", "message", r.Message.ID, "error", r.err)
			continue
		}
		errs = append(errs, r.err)
	}
	return errs
}

// send makes one delivery and stores the answer at once. refused is the error of a
// channel that will never take it.
func (j *Alerts) send(ctx context.Context, book *alert.Book, d alert.Delivery, now time.Time) (refused, err error) {
	i := slices.IndexFunc(j.Channels, func(c Channel) bool { return c.Name == d.Channel })
	if i < 0 {
		return nil, fmt.Errorf("send message %s: no channel %q", d.Message.ID, d.Channel)
	}
	retry, err := j.Channels[i].Sender.Send(ctx, d.Message)
	if err != nil {
		j.rest(d.Channel, err)
		err = fmt.Errorf("channel %q: %w", d.Channel, err)
		if retry || ctx.Err() != nil {
			return nil, err
		}
	}
	var change alert.Change
	if err == nil && alert.DigestDay(&d.Message) != "" {
		change.Digest.Channel, change.Digest.Day = d.Channel, alert.DigestDay(&d.Message)
	}
	for _, mark := range d.Marks {
		for k := range book.Notices {
			if n := &book.Notices[k]; n.Message.ID == mark.Notice {
				*n = n.With(mark.Key, now, err == nil)
				change.Notices = append(change.Notices, *n)
			}
		}
	}
	return err, j.Store.StoreAlerts(change)
}
