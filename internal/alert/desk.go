package alert

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// Desk says who gets a message, and when: at once, in the morning's digest, after
// the quiet hours, again, or because somebody else has not answered.
type Desk struct {
	Zone     *time.Location
	Language Language // of what the desk itself says; empty is Chinese
	// Morning is the time of day of the digest; negative for no digest.
	Morning time.Duration
	Quiet   Quiet
	// Repeat sends a message again while its alert lasts and nobody has acknowledged
	// it; 0 never does.
	Repeat   time.Duration
	Channels []Outlet
	// Routes are looked at in order; the first that fits a message decides. A message
	// that none fits goes to every channel.
	Routes []Route
}

// DefaultMorning is the time of the digest.
const DefaultMorning = 8 * time.Hour

// Quiet are the hours of the day in which only critical messages go out. From may
// be later than Until; equal ones mean no quiet hours.
type Quiet struct{ From, Until time.Duration }

// Outlet is a channel as the desk knows it. One without Digest gets every message
// by itself, as machines want it.
type Outlet struct {
	Name   string
	Digest bool
}

// Route names the recipients of the messages that fit it. An empty list fits
// everything.
type Route struct {
	Kinds    []Kind
	Areas    []string // codes
	Targets  []string // ids
	Severity []Severity
	To       []string // channels
	// Escalate are the channels told, one after the other, each After later, while
	// nobody acknowledges an alert that lasts.
	Escalate []string
	After    time.Duration
}

func (r *Route) fits(m *Message) bool {
	return (len(r.Kinds) == 0 || slices.Contains(r.Kinds, m.Kind)) &&
		(len(r.Areas) == 0 || slices.Contains(r.Areas, m.Area)) &&
		(len(r.Targets) == 0 || slices.Contains(r.Targets, m.Target)) &&
		(len(r.Severity) == 0 || slices.Contains(r.Severity, m.Severity))
}

// Delivery is one sending that is due. Once it was accepted, every mark it
// carries is set in its notice.
type Delivery struct {
	Channel string
	Message Message
	Marks   []Mark
}

// Mark says of a notice what a delivery does for it.
type Mark struct{ Notice, Key string }

// Due are the deliveries of the book that are due at now, in the order of the
// notices. The same book gives the same deliveries at any time of the same
// morning, so that one repeated after a crash is equal to the first.
func (d *Desk) Due(b *Book, states map[string]State, now time.Time) []Delivery {
	var out []Delivery
	gathered := map[string][]*Notice{}
	quiet := d.Quiet.at(now, d.Zone)
	for i := range b.Notices {
		n := &b.Notices[i]
		if b.silenced(&n.Message, now) || n.excused(states) {
			continue
		}
		urgent := n.Message.Severity == Critical
		route := d.route(&n.Message)
		for _, outlet := range d.outlets(route) {
			switch {
			case n.done(outlet.Name):
			case outlet.Digest && !urgent && d.Morning >= 0:
				gathered[outlet.Name] = append(gathered[outlet.Name], n)
			case urgent || !quiet || !outlet.Digest:
				out = append(out, Delivery{outlet.Name, n.Message, []Mark{{n.Message.ID, outlet.Name}}})
			}
		}
		if urgent || !quiet {
			out = append(out, d.again(b, n, route, states, now)...)
		}
	}
	for _, outlet := range d.Channels {
		if digest, ok := d.digest(b, outlet.Name, gathered[outlet.Name], now); ok {
			out = append(out, digest)
		}
	}
	return out
}

func (d *Desk) route(m *Message) *Route {
	for i := range d.Routes {
		if d.Routes[i].fits(m) {
			return &d.Routes[i]
		}
	}
	return nil
}

// outlets are the first recipients.
func (d *Desk) outlets(route *Route) []Outlet {
	if route == nil {
		return d.Channels
	}
	var out []Outlet
	for _, o := range d.Channels {
		if slices.Contains(route.To, o.Name) {
			out = append(out, o)
		}
	}
	return out
}

// again are the escalations and repetitions that are due. They count from the
// first acceptance.
func (d *Desk) again(b *Book, n *Notice, route *Route, states map[string]State, now time.Time) []Delivery {
	if !n.lasts(states) || b.acknowledged(n.Message.Alert) || len(n.Accepted) == 0 {
		return nil
	}
	var out []Delivery
	told := n.first()
	if route != nil && route.After > 0 && n.Message.Severity == Critical {
		for i, channel := range route.Escalate {
			key := "escalated/" + strconv.Itoa(i+1) + "/" + channel
			waited := time.Duration(i+1) * route.After
			if n.done(key) || now.Sub(told) < waited {
				continue
			}
			m := n.Message
			m.ID += "/escalated-" + strconv.Itoa(i+1)
			head, why := d.Language.escalated(waited)
			m.Title, m.Text = head+m.Title, head+why+m.Text
			out = append(out, Delivery{channel, m, []Mark{{n.Message.ID, key}}})
		}
	}
	if d.Repeat <= 0 || now.Sub(told) < d.Repeat {
		return out
	}
	times := strconv.Itoa(int(now.Sub(told) / d.Repeat))
	for _, outlet := range d.outlets(route) {
		key := "repeated/" + times + "/" + outlet.Name
		if n.done(key) || !n.done(outlet.Name) {
			continue
		}
		m := n.Message
		m.ID += "/repeated-" + times
		m.Title, m.Text = d.Language.repeated()+m.Title, d.Language.repeated()+m.Text
		out = append(out, Delivery{outlet.Name, m, []Mark{{n.Message.ID, key}}})
	}
	return out
}

// at tells whether now lies in the quiet hours.
func (q Quiet) at(now time.Time, zone *time.Location) bool {
	if q.From == q.Until {
		return false
	}
	local := now.In(zone)
	t := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute
	if q.From < q.Until {
		return t >= q.From && t < q.Until
	}
	return t >= q.From || t < q.Until
}

// digest gathers what was noticed before this morning's time into one message,
// unless the channel has had the day's.
func (d *Desk) digest(b *Book, channel string, notices []*Notice, now time.Time) (Delivery, bool) {
	day := measure.DayOf(now, d.Zone)
	local := day.Start(d.Zone)
	morning := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, d.Zone).Add(d.Morning)
	if now.Before(morning) || slices.Contains(b.Digests[channel], day.String()) {
		return Delivery{}, false
	}
	notices = slices.DeleteFunc(slices.Clone(notices), func(n *Notice) bool { return !n.At.Before(morning) })
	if len(notices) == 0 {
		return Delivery{}, false
	}
	out := Delivery{Channel: channel, Message: d.digestMessage(day, channel, notices)}
	for _, n := range notices {
		out.Marks = append(out.Marks, Mark{n.Message.ID, channel})
	}
	return out, true
}

// DigestDay is the day of a digest by its message's id, empty for other messages.
func DigestDay(m *Message) string {
	if m.Kind != Digest {
		return ""
	}
	return m.AsOf
}

func (d *Desk) digestMessage(day measure.Day, channel string, notices []*Notice) Message {
	m := Message{
		ID: "digest/" + day.String() + "/" + channel, Alert: "digest/" + day.String(), Kind: Digest, Severity: Info,
		Title: d.Language.digest(day, len(notices)), AsOf: day.String(),
	}
	var text strings.Builder
	text.WriteString(m.Title)
	for i, n := range notices {
		text.WriteString("\n\n" + strconv.Itoa(i+1) + ". " + n.Message.Text)
		m.Simulated = m.Simulated || n.Message.Simulated
		if n.Message.Severity == Warning {
			m.Severity = Warning
		}
	}
	m.Text = text.String()
	return m.marked(d.Language)
}

// digest heads the messages of a morning.
func (l Language) digest(day measure.Day, count int) string {
	if l == English {
		return "[daily digest] " + l.day(day) + ": " + strconv.Itoa(count) + " items"
	}
	return "【每日提醒】" + l.day(day) + "：" + strconv.Itoa(count) + " 项"
}

// escalated heads a message for the next person, and says why.
func (l Language) escalated(waited time.Duration) (head, why string) {
	minutes := strconv.Itoa(int(waited.Minutes()))
	if l == English {
		return "[escalated] ", "Nobody has acknowledged this for " + minutes + " minutes. "
	}
	return "【升级提醒】", minutes + " 分钟内无人确认。"
}

// repeated heads a message that is sent again.
func (l Language) repeated() string {
	if l == English {
		return "[again] "
	}
	return "【再次提醒】"
}
