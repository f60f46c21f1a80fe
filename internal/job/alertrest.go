package job

import (
	"errors"
	"time"
)

// longestRest bounds what a channel may ask for, also after a clock was set back.
const longestRest = time.Hour

// rests tells whether the channel asked to be left alone until a time to come.
func (j *Alerts) rests(channel string) (until time.Time, rests bool) {
	until, asked := j.resting[channel]
	if !asked {
		return until, false
	}
	left := until.Sub(j.Now())
	return until, left > 0 && left <= longestRest
}

// rest leaves a channel alone for as long as its error asks, from its answer on. The
// scheduler tries again within a minute or two at first, so that shorter waits need no
// note.
func (j *Alerts) rest(channel string, err error) {
	var asked interface{ RetryAfter() time.Duration }
	if !errors.As(err, &asked) || asked.RetryAfter() <= time.Minute {
		return
	}
	if j.resting == nil {
		j.resting = map[string]time.Time{}
	}
	j.resting[channel] = j.Now().Add(min(asked.RetryAfter(), longestRest))
}
