package notify

import (
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Pace keeps to a number of messages within a span of time, as robots of chat
// groups ask for. Its methods may be called from any goroutine.
type Pace struct {
	number int
	span   time.Duration

	mu   sync.Mutex
	sent []time.Time // of the last span, oldest first
}

// NewPace allows number messages within any span.
func NewPace(number int, span time.Duration) *Pace { return &Pace{number: number, span: span} }

// Take counts a message sent at now. Where there is no room it counts nothing and
// returns how long to wait, which is never more than the span, even after a clock
// was set back.
func (p *Pace) Take(now time.Time) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	kept := p.sent[:0]
	for _, at := range p.sent {
		if age := now.Sub(at); age >= 0 && age < p.span {
			kept = append(kept, at)
		}
	}
	p.sent = kept
	if len(p.sent) >= p.number {
		return p.span - now.Sub(p.sent[len(p.sent)-p.number])
	}
	p.sent = append(p.sent, now)
	return 0
}

// Fit shortens text to at most limit bytes of UTF-8. It takes away whole lines
// from the end and says how many, and cuts within a line only where a single one
// is too long. Nothing is cut from a text that fits.
func Fit(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	const note = "\n……（另有 %d 行未显示，请见页面）"
	lines := strings.Count(text, "\n") + 1
	room := max(0, limit-len(fmt.Sprintf(note, lines)))
	if end := strings.LastIndexByte(text[:room], '\n'); end > 0 {
		return text[:end] + fmt.Sprintf(note, lines-strings.Count(text[:end], "\n")-1)
	}
	const more = "……（全文请见页面）"
	cut := max(0, limit-len(more))
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + more
}

// FitEncoded shortens the text until what encode makes of it has at most limit bytes:
// JSON writes a line break in two bytes and an angle bracket in six. encode is called
// with ever fewer bytes of text to keep, room first; it gives what does not fit when
// not even an empty text does.
func FitEncoded(room, limit int, encode func(room int) ([]byte, error)) ([]byte, error) {
	for {
		body, err := encode(room)
		if err != nil || len(body) <= limit || room <= 0 {
			return body, err
		}
		room = max(0, min(room-1, room*limit/len(body)))
	}
}
