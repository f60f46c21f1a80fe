package web

import (
	"errors"
	"net/http"
	"strconv"
)

// reasonWords are the reasons for refusing a message, for people.
var reasonWords = map[string]string{
	"malformed": "格式错误", "empty": "没有内容", "impostor": "站点与主题不符", "unaligned": "时间不在时段边界",
	"future": "时间超前", "too_old": "数据过旧", "crc": "校验码错误", "not_a_number": "数值无效", "implausible": "数值不可信",
	"unknown_station": "站点未配置", "too_large": "报文过大", "no_feed": "主题未配置", "refused": "数据库拒绝",
}

// ReasonText is the reason of a rejection in Chinese, or itself where it has no word.
func ReasonText(reason string) string { return wordFor(reasonWords, reason) }

// rejectionsView is everything the page of rejected messages says.
type rejectionsView struct {
	Limit      int
	Replay     bool   // the reader may replay
	Hint       string // why not
	Unread     bool
	Rejections []keptView
}

type keptView struct {
	ID, Time, Reason, Topic, Error, Payload string
	Cut                                     string // beginning of a long payload, else empty
}

// rejectionsList answers GET /rejections.
func (s *Server) rejectionsList(w http.ResponseWriter, r *http.Request) {
	s.renderRejections(w, r, http.StatusOK, "")
}

func (s *Server) renderRejections(w http.ResponseWriter, r *http.Request, status int, said string) {
	f := s.frameOf(r, &rejectionsPage)
	f.Said = said
	view := rejectionsView{Limit: usualEntries}
	switch {
	case s.o.Replay == nil:
		view.Hint = "本进程不接收数据，重放请在承担 intake 的进程上进行。"
	case len(s.sessions.users) == 0:
		view.Hint = "重放需要令牌：请先配置 web.auth。"
	case f.Reader == nil:
		view.Hint = "重放需先登录（/login）。"
	case !f.MayWrite:
		view.Hint = "审计员只能查阅，重放由操作员进行。"
	default:
		view.Replay = true
	}
	if s.o.Rejections != nil {
		kept, err := s.o.Rejections(r.Context(), s.o.Now().Add(-rejectionsKept), usualEntries)
		if err != nil {
			s.o.Log.Error("read rejections for page", "error", err)
			view.Unread = true
			if status == http.StatusOK && said == "" {
				status = http.StatusServiceUnavailable
			}
		}
		for i := range kept {
			view.Rejections = append(view.Rejections, s.keptViewOf(&kept[i]))
		}
	}
	s.render(w, status, &rejectionsPage, f, view)
}

func (s *Server) keptViewOf(r *Rejection) keptView {
	v := keptView{ID: strconv.FormatInt(r.Time.UnixNano(), 10), Time: r.Time.In(s.o.Zone).Format("2006-01-02 15:04:05"),
		Reason: ReasonText(r.Reason), Topic: r.Topic, Error: r.Error, Payload: r.Payload}
	if short := cut(r.Payload); short != r.Payload {
		v.Cut = short
	}
	return v
}

// rejectionsPost takes the form beside a rejected message, and shows the page again
// with what became of it.
func (s *Server) rejectionsPost(w http.ResponseWriter, r *http.Request) {
	if !s.formHolds(w, r) {
		return
	}
	err := s.takeAgain(r.Context(), r.PostForm.Get("id"))
	var p problem
	switch {
	case err == nil:
		s.renderRejections(w, r, http.StatusOK, "已重新接收，数据将入库。")
	case errors.As(err, &p):
		s.renderRejections(w, r, p.Status, p.Title+"："+p.Detail)
	default:
		s.o.Log.Error("replay from page", "error", err)
		s.renderRejections(w, r, http.StatusServiceUnavailable, "重放失败，原因见服务日志，请稍后再试。")
	}
}
