package config

import (
	"encoding/hex"
	"time"

	"lanbi/internal/measure"
)

// HJ212 is what a feed of HJ 212 frames has beside others.
type HJ212 struct {
	// ModbusCRC takes frames whose checksum is that of Modbus.
	ModbusCRC bool
	// Codes names parameters of factor codes beside those of the standard.
	Codes    map[string]measure.Parameter
	Stations []HJ212Station

	// Of a listener. With TLS.CA stations need a certificate of that authority.
	TLS            TLS
	MaxConnections int
	MaxPerAddress  int
	Idle           time.Duration
}

// HJ212Station is what is known of one station that sends frames.
type HJ212Station struct {
	MN       string
	Code     string // of the station or section; the MN where it is not stated
	Password Secret // its PW; empty: that of the feed
	Key      Secret // its SM4 key, 16 bytes; empty: plain text
	Scales   map[measure.Parameter]int64
}

const (
	defaultConnections = 2000
	defaultPerAddress  = 200
	defaultIdle        = 90 * time.Minute
)

func (l *loader) hj212(n node, f *Feed) {
	o := n.object()
	h := HJ212{
		ModbusCRC:      o.key("crc").oneOf("strict", "strict", "modbus") == "modbus",
		TLS:            l.tls(o.key("tls")),
		MaxConnections: o.key("max_connections").integer(defaultConnections, 1, 100_000),
		MaxPerAddress:  o.key("max_per_address").integer(defaultPerAddress, 1, 100_000),
		Idle:           o.key("idle").duration(defaultIdle, time.Minute, 48*time.Hour),
	}
	o.key("codes").object().free("*", func(key, value node) {
		text := value.str("")
		p, ok := measure.ParameterByKey(text)
		switch {
		case !ok || p == measure.O38h || f.Kind != "" && p.Medium() != f.Kind.Medium():
			value.fault("unknown parameter %q of kind %s", text, f.Kind)
		case h.Codes == nil:
			h.Codes = map[string]measure.Parameter{keyText(key): p}
		default:
			h.Codes[keyText(key)] = p
		}
	})
	for _, one := range o.key("stations").list() {
		h.Stations = append(h.Stations, l.hj212Station(one.object(), f, h.Stations))
	}
	o.done()
	if f.Format == HJ212Format {
		f.HJ212 = h
	} else if !n.absent() {
		n.fault("only format hj212 has it")
	}
}

func (l *loader) hj212Station(o *object, f *Feed, earlier []HJ212Station) HJ212Station {
	mn, key := o.key("mn"), o.key("key_file")
	s := HJ212Station{MN: mn.required(), Password: o.key("password_file").secret(), Scales: l.units(o.key("units"), f.Kind)}
	s.Code = o.key("station").str(s.MN)
	if !key.absent() {
		s.Key = key.sm4Key()
	}
	for _, other := range earlier {
		if other.MN == s.MN {
			mn.fault("%q is listed twice", s.MN)
		}
	}
	o.done()
	return s
}

// sm4Key reads the file of an SM4 key: 16 characters, or 32 hexadecimal digits.
func (n node) sm4Key() Secret {
	secret := n.secret()
	if b, err := hex.DecodeString(secret.value); err == nil && len(b) == 16 {
		return Secret{string(b)}
	}
	if !secret.Empty() && len(secret.value) != 16 {
		n.fault("the key has %d characters (want 16, or 32 hexadecimal digits)", len(secret.value))
		return Secret{}
	}
	return secret
}
