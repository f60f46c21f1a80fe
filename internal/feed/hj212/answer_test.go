package hj212

import (
	"strings"
	"testing"
)

// The frames with version 2017 are those of its Annex C, with checksums computed
// for them by others.
func TestAnswers(t *testing.T) {
	v2017 := &Frame{QN: []byte("20160801085857223"), CN: []byte("2011"), PW: []byte("123456"), MN: []byte("010000A8900016F000169DC0"), Flag: 5}
	v2005 := &Frame{QN: []byte("20040516010101001"), CN: []byte("2051"), PW: []byte("123456"), MN: []byte("88888880000001"), Flag: 1}
	v2025 := *v2017
	v2025.Flag = 9
	for _, c := range []struct{ got, want string }{
		{string(AppendDataAnswer(nil, v2017)), "##0087QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&3240\r\n"},
		{string(AppendNoticeAnswer(nil, v2017)), "##0087QN=20160801085857223;ST=91;CN=9013;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&2A80\r\n"},
		{string(AppendRequestAnswer(nil, v2017, Ready)), "##0094QN=20160801085857223;ST=91;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=1&&1B00\r\n"},
		{strings.TrimSuffix(string(AppendDataAnswer(nil, &v2025))[6:], "\r\n")[:82], "QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=8;CP"},
		{strings.Split(string(AppendDataAnswer(nil, v2005)), "&&")[1], "QN=20040516010101001;CN=2051"},
		{strings.Split(string(AppendRequestAnswer(nil, v2005, WrongCRC)), "&&")[1], "QN=20040516010101001;QnRtn=9"},
	} {
		if c.got != c.want {
			t.Errorf("got  %q\nwant %q", c.got, c.want)
		}
	}
}

func TestAnswerTo(t *testing.T) {
	for cn, want := range map[string]Answer{
		"2011": DataAnswer, "2051": DataAnswer, "2061": DataAnswer, "2031": DataAnswer, "2081": DataAnswer, "3020": DataAnswer,
		"1013": NoticeAnswer, "9015": NoticeAnswer, "9014": NoAnswer, "9011": NoAnswer, "9012": NoAnswer,
		"1062": RequestAnswer, "": RequestAnswer, "x": RequestAnswer,
	} {
		if got := AnswerTo([]byte(cn)); got != want {
			t.Errorf("AnswerTo(%q) = %d, want %d", cn, got, want)
		}
	}
}

func TestInspect(t *testing.T) {
	s := air
	s.Password = "123456"
	d := decoder(t, s)
	good := frame(headAir, at8+"a34004-Avg=1")
	for _, c := range []struct {
		name, packet string
		station      string
		want         Return
	}{
		{"good", good, "A1", Ready},
		{"checksum", strings.Replace(good, "Avg=1", "Avg=2", 1), "", WrongCRC},
		{"password", frame(strings.Replace(headAir, "123456", "654321", 1), at8), "A1", WrongPassword},
		{"MN", frame("ST=22;CN=2061;PW=123456", at8), "", WrongMN},
		{"CN", frame(strings.Replace(headAir, "2061", "1062", 1), at8), "A1", WrongCN},
		{"no CP", string(AppendFrame(nil, []byte(headAir+";&&"))), "", UnknownFault},
	} {
		var f Frame
		station, r := d.Inspect(&f, []byte(strings.TrimSuffix(c.packet, "\r\n")))
		if station != c.station || r != c.want {
			t.Errorf("%s: %q %d, want %q %d", c.name, station, r, c.station, c.want)
		}
		if !f.WantsAnswer() && c.name != "MN" {
			t.Errorf("%s: the flag was not read", c.name)
		}
	}
}
