// Package wecom sends messages to a robot of a WeCom group (企业微信群机器人), by 企业
// 微信开发者中心《群机器人配置说明》 (path 91770).
//
// The robot takes Markdown of at most 4,096 bytes and 20 messages a minute. It
// signs nothing: its key is in the address. Success is errcode 0 in the body of an
// answer that is 200 in any case.
package wecom

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/notify"
)

// Limits of the robot.
const (
	MaxContent = 4096 // bytes of Markdown
	PerMinute  = 20   // messages
)

// Options describe one robot.
type Options struct {
	Name    string   // stands for the robot in errors
	URL     string   // with its key
	Mention []string // user ids to mention, "@all" for everybody
	Timeout time.Duration
	Now     func() time.Time
}

// Robot sends to one group. Its methods may be called from any goroutine.
type Robot struct {
	client  *notify.Client
	mention string
	pace    *notify.Pace
}

// New checks the options. It connects to nothing.
func New(o Options) (*Robot, error) {
	client, err := notify.NewClient(notify.Options{Kind: "wecom", Name: o.Name, URL: o.URL, Timeout: o.Timeout, Now: o.Now})
	if err != nil {
		return nil, err
	}
	var mention strings.Builder
	for _, id := range o.Mention {
		mention.WriteString("\n<@" + strings.TrimPrefix(id, "@") + ">")
	}
	return &Robot{client: client, mention: mention.String(), pace: notify.NewPace(PerMinute, time.Minute)}, nil
}

// String names the robot without its key.
func (r *Robot) String() string { return r.client.String() }

type body struct {
	Type     string   `json:"msgtype"`
	Markdown markdown `json:"markdown"`
}

type markdown struct {
	Content string `json:"content"`
}

// Send posts the message once. err is nil once the robot has accepted it.
// Otherwise retry tells whether sending the same again can help; err is then a
// *notify.Error.
func (r *Robot) Send(ctx context.Context, m alert.Message) (retry bool, err error) {
	if wait := r.pace.Take(r.client.Now()); wait > 0 {
		return true, r.client.Busy(m.ID, wait)
	}
	text, err := json.Marshal(body{Type: "markdown", Markdown: markdown{r.content(m)}})
	if err != nil {
		return false, r.client.Fault(m.ID, "the message cannot be encoded")
	}
	answer, err := r.client.Do(ctx, notify.Request{Message: m.ID, Header: notify.JSONHeader(), Body: text})
	if err != nil {
		return notify.Retry(err), err
	}
	return r.client.ErrCode(m.ID, answer, busy)
}

// content is the text of the message with those who are mentioned, whom no cut
// takes away.
func (r *Robot) content(m alert.Message) string {
	m = m.Marked()
	return notify.Fit(m.WithLink(), MaxContent-len(r.mention)) + r.mention
}

// busy are the codes that pass: -1 system busy, 45009 too many calls (api freq out of
// limit), 45033 too many at once. 40058 (content too long, which Send prevents), 93000
// (no such robot) and all others are about the request or the address and do not.
var busy = map[int]time.Duration{-1: 0, 45009: 0, 45033: 0}
