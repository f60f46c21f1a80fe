package measure

import "time"

// Event is one step in the life of something that people decide or report, such
// as a dust decision or a forest fire. Steps of the same ID make up its story; the
// latest State holds.
type Event struct {
	Time       time.Time // when the step was taken
	Area, Kind string
	ID, State  string
	// Start and End are the days concerned, both included; 0 leaves one open.
	Start, End         Day
	By, Document, Text string
}
