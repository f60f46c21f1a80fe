package web

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
)

// Replayed is what became of a rejected message that was taken again.
type Replayed struct {
	Found    bool   // it is still kept
	Accepted bool   // its readings are on their way to the database
	Why      string // for people, when it was not accepted
}

// writing lets a request pass that may change something: it needs a token or a
// session, also where everybody may read, and a body of the type that no form of a
// foreign page can send.
func (s *Server) writing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.signedIn(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="lanbi"`)
			writeProblem(w, problem{Status: http.StatusUnauthorized, Title: "需要令牌",
				Detail: "写操作一律需要令牌（配置 web.auth），本机访问也不例外"})
			return
		}
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			writeProblem(w, problem{Status: http.StatusUnsupportedMediaType, Title: "只接受 JSON",
				Detail: "请以 Content-Type: application/json 发送"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// replay takes the rejected message of the path again, as after the configuration
// was mended.
func (s *Server) replay(r *http.Request) (any, error) {
	missing := problem{Status: http.StatusNotFound, Title: "没有这条拒收报文", Detail: "编号取自 /api/v1/rejections 的 id；过旧的报文已不保存"}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, missing
	}
	if s.o.Replay == nil {
		return nil, problem{Status: http.StatusNotFound, Title: "本进程不接收数据", Detail: "请向承担 intake 的进程请求重放"}
	}
	done, err := s.o.Replay(r.Context(), id)
	switch {
	case err != nil:
		return nil, fmt.Errorf("replay rejection %d: %w", id, err)
	case !done.Found:
		return nil, missing
	case !done.Accepted:
		return nil, problem{Status: http.StatusConflict, Title: "仍被拒收", Detail: done.Why}
	}
	return object{{"id", r.PathValue("id")}, {"accepted", true}}, nil
}
