//go:build !unix

package ledger

// giveTo does nothing where files have no owner of this kind.
func giveTo(_, _ string) error { return nil }
