package hj212

import "fmt"

// Return is the answer to a request (QnRtn, 请求返回).
type Return int

// Codes of QnRtn (HJ 212-2017 table 8).
const (
	Ready         Return = 1   // 准备执行请求
	Refused       Return = 2   // 请求被拒绝
	WrongPassword Return = 3   // PW 错误
	WrongMN       Return = 4   // MN 错误
	WrongST       Return = 5   // ST 错误
	WrongFlag     Return = 6   // Flag 错误
	WrongQN       Return = 7   // QN 错误
	WrongCN       Return = 8   // CN 错误
	WrongCRC      Return = 9   // CRC 校验错误
	UnknownFault  Return = 100 // 未知错误
)

// AppendRequestAnswer appends the answer 9011 (请求应答) to a frame: whether it
// can be carried out.
func AppendRequestAnswer(dst []byte, to *Frame, r Return) []byte {
	return appendAnswer(dst, to, "9011", fmt.Sprintf("QnRtn=%d", r))
}

// AppendNoticeAnswer appends the answer 9013 (通知应答) to a frame.
func AppendNoticeAnswer(dst []byte, to *Frame) []byte { return appendAnswer(dst, to, "9013", "") }

// AppendDataAnswer appends the answer 9014 (数据应答) to a frame, which says that
// its data are kept.
func AppendDataAnswer(dst []byte, to *Frame) []byte { return appendAnswer(dst, to, "9014", "") }

// appendAnswer builds an answer: QN, PW and MN are those of the frame, Flag is
// its version. HJ/T 212-2005 repeats QN, and in 9013 and 9014 CN, in the content.
func appendAnswer(dst []byte, to *Frame, cn, content string) []byte {
	var b []byte
	field := func(name string, value []byte) {
		if len(value) > 0 {
			b = fmt.Appendf(b, "%s=%s;", name, value)
		}
	}
	field("QN", to.QN)
	b = fmt.Appendf(b, "ST=91;CN=%s;", cn)
	field("PW", to.PW)
	field("MN", to.MN)
	b = fmt.Appendf(b, "Flag=%d;CP=&&", to.Version()<<2)
	if to.Version() == 0 && len(to.QN) > 0 {
		b = fmt.Appendf(b, "QN=%s;", to.QN)
		if content == "" {
			content = fmt.Sprintf("CN=%s", to.CN)
		}
	}
	b = append(b, content...)
	return AppendFrame(dst, append(b, "&&"...))
}

// Answer says how a frame from a station is to be answered.
type Answer uint8

// Answers: none for answers themselves, of data 9014, of notices 9013, and 9011
// for commands that are no station's to send.
const (
	NoAnswer Answer = iota
	DataAnswer
	NoticeAnswer
	RequestAnswer
)

// AnswerTo is the answer that a command calls for once it was taken. 1013 is a
// station's request for the time, 9015 the heartbeat of 2025, 1014, 3019 and
// 3020 carry data like those of 2xxx.
func AnswerTo(cn []byte) Answer {
	if n, ok := number(cn); !ok || n < 1000 {
		return RequestAnswer
	}
	switch string(cn) {
	case "9011", "9012", "9013", "9014":
		return NoAnswer
	case "1013", "9015":
		return NoticeAnswer
	case "1014", "3019", "3020":
		return DataAnswer
	}
	if cn[0] == '2' {
		return DataAnswer
	}
	return RequestAnswer
}

// Inspect takes a frame apart that Cut found whole, and says whose it is. r is
// Ready when its decoder will accept its length, checksum and password;
// otherwise f holds what could be read.
func (d *Decoder) Inspect(f *Frame, raw []byte) (station string, r Return) {
	d.plain = d.plain[:0]
	if wrong := d.parse(f, raw); wrong.reason != "" {
		if f.CP == nil {
			return "", UnknownFault
		}
		return "", WrongCRC
	}
	station, wrong := d.format.identify(f, "")
	switch {
	case len(f.MN) == 0:
		return "", WrongMN
	case wrong.reason != "":
		return string(f.MN), WrongPassword
	case len(f.CN) != 4 || AnswerTo(f.CN) == RequestAnswer:
		return station, WrongCN
	}
	return station, Ready
}
