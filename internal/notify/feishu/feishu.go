// Package feishu sends messages to a robot of a Feishu group (飞书群机器人).
//
// The robot takes 100 messages a minute, 5 a second and 20 kB each. With signing
// on, the body carries timestamp (seconds) and sign, the Base64 of the HMAC-SHA256
// of nothing under the key timestamp + "\n" + secret. Success is code 0 in the
// body of an answer.
package feishu

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Limits of the robot. The body as a whole may have 20 kB; JSON doubles line
// breaks and quotes at most.
const (
	MaxText   = 9000 // bytes of Markdown
	PerMinute = 100  // messages
	perSecond = 5
)

// Options describe one robot.
type Options struct {
	Name    string   // stands for the robot in errors
	URL     string   // with its token
	Secret  string   // signs; empty for a robot without signing
	Mention []string // open ids, "@all" for everybody
	Timeout time.Duration
	Now     func() time.Time
}

// Robot sends to one group. Its methods may be called from any goroutine.
type Robot struct {
	client         *notify.Client
	secret         string
	mention        string
	minute, second *notify.Pace
}

// New checks the options. It connects to nothing.
func New(o Options) (*Robot, error) {
	client, err := notify.NewClient(notify.Options{Kind: "feishu", Name: o.Name, URL: o.URL, Timeout: o.Timeout, Now: o.Now})
	if err != nil {
		return nil, err
	}
	var mention strings.Builder
	for _, id := range o.Mention {
		mention.WriteString("\n<at id=" + strings.TrimPrefix(id, "@") + "></at>")
	}
	return &Robot{client: client, secret: o.Secret, mention: mention.String(),
		minute: notify.NewPace(PerMinute, time.Minute), second: notify.NewPace(perSecond, time.Second)}, nil
}

// String names the robot without its token.
func (r *Robot) String() string { return r.client.String() }

type body struct {
	Timestamp string `json:"timestamp,omitempty"`
	Sign      string `json:"sign,omitempty"`
	Type      string `json:"msg_type"`
	Card      card   `json:"card"`
}

type card struct {
	Header   header    `json:"header"`
	Elements []element `json:"elements"`
}

type header struct {
	Title    element `json:"title"`
	Template string  `json:"template"` // colour of the head
}

type element struct {
	Tag     string `json:"tag"`
	Content string `json:"content"`
}

// colours of the head by severity.
var colours = map[alert.Severity]string{alert.Info: "blue", alert.Warning: "orange", alert.Critical: "red"}

// Send posts the message once, as a card. err is nil once the robot has accepted
// it. Otherwise retry tells whether sending the same again can help; err is then a
// *notify.Error.
func (r *Robot) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	now := r.client.Now()
	if wait := max(r.second.Take(now), r.minute.Take(now)); wait > 0 {
		return true, r.client.Busy(m.ID, wait)
	}
	text, err := json.Marshal(r.body(m.Marked(), now))
	if err != nil {
		return false, r.client.Fault(m.ID, "the message cannot be encoded")
	}
	answer, err := r.client.Do(ctx, notify.Request{Message: m.ID, Header: notify.JSONHeader(), Body: text})
	if err != nil {
		return notify.Retry(err), err
	}
	return r.outcome(m.ID, answer)
}

func (r *Robot) body(m alert.Message, now time.Time) body {
	b := body{Type: "interactive", Card: card{
		Header:   header{Title: element{"plain_text", m.Title}, Template: colours[m.Severity]},
		Elements: []element{{"markdown", notify.Fit(m.WithLink(), MaxText-len(r.mention)) + r.mention}},
	}}
	if r.secret != "" {
		b.Timestamp = strconv.FormatInt(now.Unix(), 10)
		b.Sign = Signature(r.secret, b.Timestamp)
	}
	return b
}

// Signature is the sign of a request at stamp.
func Signature(secret, stamp string) string {
	mac := hmac.New(sha256.New, []byte(stamp+"\n"+secret))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// outcome reads the code in the body; older robots call it StatusCode.
func (r *Robot) outcome(id string, answer []byte) (retry bool, err error) {
	var said struct {
		Code   *int `json:"code"`
		Status *int `json:"StatusCode"`
	}
	if json.Unmarshal(answer, &said) != nil {
		said.Code, said.Status = nil, nil
	}
	if said.Code == nil {
		said.Code = said.Status
	}
	switch {
	case said.Code == nil:
		return false, r.client.Fault(id, "answered 200 without code: is this the address of a robot?")
	case *said.Code == 0:
		return false, nil
	}
	retry = busy[*said.Code]
	return retry, r.client.Refused(id, strconv.Itoa(*said.Code), retry)
}

// busy are the codes that pass: 11232 and 99991400 too many messages, 11233 busy.
// 19021 (signature), 19022 (address), 19024 (keyword) and 19001 (no such robot)
// are about the configuration and do not.
var busy = map[int]bool{11232: true, 11233: true, 99991400: true}
