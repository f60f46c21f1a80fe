// Package feishu sends messages to a robot of a Feishu group (飞书群机器人), by 飞书
// 开放平台《自定义机器人使用指南》.
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
	"errors"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Limits of the robot.
const (
	MaxBody   = 20_000 // bytes of the whole request; the guide says 20 KB
	PerMinute = 100    // messages
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
	text, err := notify.FitEncoded(MaxBody, MaxBody, func(room int) ([]byte, error) { return json.Marshal(r.body(m.Marked(), now, room)) })
	if err != nil {
		return false, r.client.Fault(m.ID, "the message cannot be encoded")
	}
	answer, err := r.client.Do(ctx, notify.Request{Message: m.ID, Header: notify.JSONHeader(), Body: text})
	if err != nil {
		return r.failure(m.ID, answer, err)
	}
	return r.outcome(m.ID, answer)
}

// failure looks into the body of an answer that is not 200: robots answer 400 with the
// code of a limit (《频控策略》), where sending again helps.
func (r *Robot) failure(id string, answer []byte, err error) (bool, error) {
	var e *notify.Error
	if code, ok := codeOf(answer); ok && busy[code] && errors.As(err, &e) && !e.Retry {
		again := *r.client.Refused(id, strconv.Itoa(code), true)
		again.Status, again.After = e.Status, e.After
		return true, &again
	}
	return notify.Retry(err), err
}

// body has at most room bytes of text, those who are mentioned beside.
func (r *Robot) body(m alert.Message, now time.Time, room int) body {
	b := body{Type: "interactive", Card: card{
		Header:   header{Title: element{"plain_text", m.Title}, Template: colours[m.Severity]},
		Elements: []element{{"markdown", notify.Fit(m.WithLink(), max(0, room-len(r.mention))) + r.mention}},
	}}
	if r.secret != "" {
		b.Timestamp = strconv.FormatInt(now.Unix(), 10)
		b.Sign = signature(r.secret, b.Timestamp)
	}
	return b
}

// signature is the sign of a request at stamp.
func signature(secret, stamp string) string {
	mac := hmac.New(sha256.New, []byte(stamp+"\n"+secret))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// outcome reads the code in the body.
func (r *Robot) outcome(id string, answer []byte) (retry bool, err error) {
	code, ok := codeOf(answer)
	switch {
	case !ok:
		return false, r.client.Fault(id, "answered 200 without code: is this the address of a robot?")
	case code == 0:
		return false, nil
	}
	return busy[code], r.client.Refused(id, strconv.Itoa(code), busy[code])
}

// codeOf is the code in the body of an answer; older robots call it StatusCode.
func codeOf(answer []byte) (code int, ok bool) {
	var said struct {
		Code   *int `json:"code"`
		Status *int `json:"StatusCode"`
	}
	switch {
	case json.Unmarshal(answer, &said) != nil:
	case said.Code != nil:
		return *said.Code, true
	case said.Status != nil:
		return *said.Status, true
	}
	return 0, false
}

// busy are the codes that pass: 11232 too many messages (the guide warns of full and
// half hours), 99991400 too many requests (《频控策略》), 2200 internal error, 11233
// busy. 19021 (signature), 19022 (address), 19024 (keyword), 19001 (no such robot) and
// 9499 (body) are about the configuration and do not.
var busy = map[int]bool{2200: true, 11232: true, 11233: true, 99991400: true}
