// Package dingtalk sends messages to a robot of a DingTalk group (钉钉群机器人), by
// 钉钉开放平台《自定义机器人接入》.
//
// The robot takes 20 messages a minute and 20,000 bytes each; who sends more is
// refused for ten minutes. With signing on,
// its address carries timestamp (milliseconds) and sign, the Base64 of the
// HMAC-SHA256 of timestamp + "\n" + secret under secret. Success is errcode 0 in
// the body of an answer that is 200 in any case.
package dingtalk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Limits of the robot.
const (
	MaxBody   = 20_000 // bytes of the whole request; more is answered 460101
	PerMinute = 20     // messages
	penalty   = 10 * time.Minute
)

// Options describe one robot.
type Options struct {
	Name    string // stands for the robot in errors
	URL     string // with its access_token
	Secret  string // signs; empty for a robot without signing
	Mention []string
	Timeout time.Duration
	Now     func() time.Time
}

// Robot sends to one group. Its methods may be called from any goroutine.
type Robot struct {
	client  *notify.Client
	secret  []byte
	mention []string
	pace    *notify.Pace
}

// New checks the options. It connects to nothing. Mention holds mobile numbers,
// "@all" for everybody.
func New(o Options) (*Robot, error) {
	client, err := notify.NewClient(notify.Options{Kind: "dingtalk", Name: o.Name, URL: o.URL, Timeout: o.Timeout, Now: o.Now})
	if err != nil {
		return nil, err
	}
	return &Robot{client: client, secret: []byte(o.Secret), mention: o.Mention, pace: notify.NewPace(PerMinute, time.Minute)}, nil
}

// String names the robot without its token.
func (r *Robot) String() string { return r.client.String() }

type body struct {
	Type     string   `json:"msgtype"`
	Markdown markdown `json:"markdown"`
	At       at       `json:"at"`
}

type markdown struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

type at struct {
	Mobiles []string `json:"atMobiles,omitempty"`
	All     bool     `json:"isAtAll"`
}

// Send posts the message once. err is nil once the robot has accepted it.
// Otherwise retry tells whether sending the same again can help; err is then a
// *notify.Error.
func (r *Robot) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	now := r.client.Now()
	if wait := r.pace.Take(now); wait > 0 {
		return true, r.client.Busy(m.ID, wait)
	}
	text, err := notify.FitEncoded(MaxBody, MaxBody, func(room int) ([]byte, error) { return json.Marshal(r.body(m.Marked(), room)) })
	if err != nil {
		return false, r.client.Fault(m.ID, "the message cannot be encoded")
	}
	answer, err := r.client.Do(ctx, notify.Request{Message: m.ID, Address: r.address(now), Header: notify.JSONHeader(), Body: text})
	if err != nil {
		return notify.Retry(err), err
	}
	return r.client.ErrCode(m.ID, answer, busy)
}

// body has at most room bytes of text. It mentions in the text too: the robot shows
// only whom it finds there.
func (r *Robot) body(m alert.Message, room int) body {
	text, all, mobiles := "", false, slices.Clone(r.mention)
	mobiles = slices.DeleteFunc(mobiles, func(who string) bool {
		all = all || who == "@all"
		return who == "@all"
	})
	for _, mobile := range mobiles {
		text += " @" + mobile
	}
	if text != "" {
		text = "\n\n" + text[1:]
	}
	return body{
		Type:     "markdown",
		Markdown: markdown{Title: m.Title, Text: notify.Fit(m.WithLink(), max(0, room-len(text))) + text},
		At:       at{Mobiles: mobiles, All: all},
	}
}

func (r *Robot) address(now time.Time) string {
	if len(r.secret) == 0 {
		return r.client.Address(nil)
	}
	stamp := strconv.FormatInt(now.UnixMilli(), 10)
	return r.client.Address(url.Values{"timestamp": {stamp}, "sign": {signature(r.secret, stamp)}})
}

// signature is the sign of a request at stamp, before it is escaped for the
// query.
func signature(secret []byte, stamp string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(stamp))
	mac.Write([]byte{'\n'})
	mac.Write(secret)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// busy are the codes that pass, with how long to wait where that is known: -1 system
// busy; 130101 (send too fast, exceed 20 times per minute), 90030 (webhook over limit)
// and 410100 too many messages. 310000 (signature, keyword or address refused), 300001
// (no such token) and 460101 (too long) are about the configuration or the message and
// do not.
var busy = map[int]time.Duration{-1: 0, 90030: penalty, 130101: penalty, 410100: penalty}
