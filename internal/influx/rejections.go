package influx

import (
	"context"
	"time"
)

// Rejection is a message that was set aside: a point of measurement rejection.
type Rejection struct {
	// Time is when it arrived. Two rejections with the same reason and the same
	// nanosecond would be one point: the caller keeps them apart.
	Time    time.Time
	Reason  string // short and of a fixed list, such as "impostor": it is a tag
	Topic   string
	Payload string // cut and masked by the caller
	Error   string
}

// AppendRejection appends the line of r, with its line feed, to dst. Line feeds
// and other control characters of the payload become their pictures, such as ␊.
func AppendRejection(dst []byte, r *Rejection) []byte {
	dst = append(dst, "rejection"...)
	dst = appendTag(dst, "reason", r.Reason)
	dst = append(dst, " topic="...)
	dst = appendText(dst, r.Topic)
	dst = append(dst, ",payload="...)
	dst = appendText(dst, r.Payload)
	dst = append(dst, ",error="...)
	dst = appendText(dst, r.Error)
	return appendTime(dst, r.Time.UnixNano())
}

// Rejections reads the messages rejected since t, newest first, at most limit.
func (db *DB) Rejections(ctx context.Context, t time.Time, limit int) ([]Rejection, error) {
	var all []Rejection
	err := db.newest(ctx, "rejection", "topic, payload, error, reason", t, limit, func(w *fieldReader, at time.Time) {
		all = append(all, Rejection{
			Time: at, Reason: w.text("reason"), Topic: w.text("topic"),
			Payload: w.text("payload"), Error: w.text("error"),
		})
	})
	return all, err
}
