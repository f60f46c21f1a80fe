package target

// Dust is the kind of event of a dust decision (沙尘). Only DustRecognised sets dust
// on a day.
const Dust = "dust"

// States of a dust event.
const (
	DustSuspected     = "疑似"
	DustReported      = "已上报"
	DustRecognised    = "上级认定"
	DustNotRecognised = "未认定"
	DustWithdrawn     = "撤销"
)

// EventWaiting is an event of any other kind that nobody has verified yet.
const EventWaiting = "待核实"
