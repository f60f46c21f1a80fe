package config

import (
	"strings"

	"lanbi/internal/measure"
)

// Feed is one stream of messages.
type Feed struct {
	// Topic is the feed's topic as written, {region} and {station} naming levels;
	// empty for a listener.
	Topic string
	// Filter is the MQTT filter to subscribe to.
	Filter string
	// StationLevel and RegionLevel are the topic's levels, from 0, that name the
	// station and its area; -1 where none does.
	StationLevel, RegionLevel int
	// Listen is host:port of an HJ 212 listener; empty for a topic.
	Listen   string
	Password Secret // format hj212: the PW of stations that have none of their own
	HJ212    HJ212  // format hj212
	Station  string // format mapped: the station of all messages, where neither topic nor message names one

	Kind     FeedKind
	Format   FeedFormat
	Interval measure.Interval // 0 for indicators
	Stamp    Stamp
	// AcceptUnknown takes readings of stations that are not in the file.
	AcceptUnknown bool
	// Flags translates the sender's data marks, beside the letters of HJ 212:
	// Normal or Declared.
	Flags map[string]measure.Flag
	// Scales holds, for parameters not sent in their own unit, how many steps of a
	// Concentration make one of the sender's unit.
	Scales map[measure.Parameter]int64
	// AcceptSince refuses older readings; 0 means AcceptDays before now.
	AcceptSince measure.Day
	AcceptDays  int
	Paths       Paths // format mapped
}

// FeedKind is what a feed carries.
type FeedKind string

// What a feed can carry.
const (
	AirFeed       FeedKind = "air"
	WaterFeed     FeedKind = "water"
	IndicatorFeed FeedKind = "indicator"
)

// Medium is the medium of the feed's readings, 0 for indicators.
func (k FeedKind) Medium() measure.Medium {
	switch k {
	case AirFeed:
		return measure.Air
	case WaterFeed:
		return measure.Water
	}
	return 0
}

// FeedFormat is how its messages are written.
type FeedFormat string

// How messages can be written.
const (
	NativeFormat FeedFormat = "native"
	HJ212Format  FeedFormat = "hj212"
	MappedFormat FeedFormat = "mapped"
)

// Stamp tells which end of its interval a time stamp names.
type Stamp uint8

// The two conventions. Air stations of Chinese networks name the end.
const (
	StampStart Stamp = iota
	StampEnd
)

// Paths say where a mapped message has its parts. A path is names joined by
// dots, [2] an element of a list, [name=x] the element whose member name is x; $
// is the message itself, where Items leads to a part of it.
type Paths struct {
	Items   string // of the list of messages within one; empty: the message itself
	Station string // empty: the topic names it, or Feed.Station
	Time    string // empty: the time of arrival
	Layout  string // how Time is written: unix, unix_ms, a pattern; empty recognises the usual
	Values  map[measure.Parameter]string
	Flags   map[measure.Parameter]string
}

// TopicFor is the topic a station of the area publishes to; ok is false for a
// listener or a filter that leaves more than region and station open.
func (f *Feed) TopicFor(area, station string) (topic string, ok bool) {
	if f.Filter == "" {
		return "", false
	}
	levels := strings.Split(f.Filter, "/")
	for i := range levels {
		switch {
		case i == f.StationLevel:
			levels[i] = station
		case i == f.RegionLevel:
			levels[i] = area
		case levels[i] == "+" || levels[i] == "#":
			return "", false
		}
	}
	return strings.Join(levels, "/"), true
}
