package notify

import (
	"encoding/json"
	"strconv"
	"time"
)

// ErrCode reads the errcode in the body of an answer of 200, in which robots of WeCom
// and DingTalk say whether they took the message: 0 is success. busy holds the codes
// that pass, with how long to wait, 0 where that is not known.
func (c *Client) ErrCode(message string, answer []byte, busy map[int]time.Duration) (retry bool, err error) {
	var said struct {
		Code *int `json:"errcode"`
	}
	switch err := json.Unmarshal(answer, &said); {
	case err != nil || said.Code == nil:
		return false, c.Fault(message, "answered 200 without errcode: is this the address of a robot?")
	case *said.Code == 0:
		return false, nil
	}
	wait, retry := busy[*said.Code]
	refused := c.Refused(message, strconv.Itoa(*said.Code), retry)
	refused.After = wait
	return retry, refused
}
