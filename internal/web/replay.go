package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// Replayed is what became of a rejected message that was taken again.
type Replayed struct {
	Found    bool   // it is still kept
	Accepted bool   // its readings are on their way to the database
	Why      string // for people, when it was not accepted
}

// replay takes the rejected message of the path again.
func (s *Server) replay(r *http.Request) (any, error) {
	if err := s.takeAgain(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	return object{{"id", r.PathValue("id")}, {"accepted", true}}, nil
}

// takeAgain takes a rejected message again, as after the configuration was mended.
// The error is a problem where it is still refused or cannot be found.
func (s *Server) takeAgain(ctx context.Context, number string) error {
	missing := problem{Status: http.StatusNotFound, Title: "没有这条拒收报文", Detail: "编号取自 /api/v1/rejections 的 id；过旧的报文已不保存"}
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return missing
	}
	if s.o.Replay == nil {
		return problem{Status: http.StatusNotFound, Title: "本进程不接收数据", Detail: "请向承担 intake 的进程请求重放"}
	}
	done, err := s.o.Replay(ctx, id)
	switch {
	case err != nil:
		return fmt.Errorf("replay rejection %d: %w", id, err)
	case !done.Found:
		return missing
	}
	subject := "rejection/" + number
	if !done.Accepted {
		s.record(ctx, subject, "refused again: "+done.Why, "重放拒收报文")
		return problem{Status: http.StatusConflict, Title: "仍被拒收", Detail: done.Why}
	}
	s.record(ctx, subject, "accepted", "重放拒收报文")
	return nil
}
