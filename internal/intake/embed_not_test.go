//go:build noembed

package intake

import "errors"

// embed has no broker in this build.
func embed(*Intake, string) error { return errors.New("no embedded broker in this build") }
