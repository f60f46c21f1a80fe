package config

import "log/slog"

// Secret is a password, token or key. It shows itself nowhere: printing,
// encoding and logging give "(secret)", or nothing when it is empty.
type Secret struct{ value string }

// NewSecret wraps a value, for tests and for secrets made at run time.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal is the value itself, for the one place that sends it.
func (s Secret) Reveal() string { return s.value }

// Empty tells that there is no secret.
func (s Secret) Empty() bool { return s.value == "" }

// String hides the value.
func (s Secret) String() string {
	if s.value == "" {
		return ""
	}
	return "(secret)"
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the value from every encoding.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the value from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
