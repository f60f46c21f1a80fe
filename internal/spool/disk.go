package spool

import (
	"io"
	"os"
)

// disk opens the files of a spool. Its second implementation is the failing one
// of the tests.
type disk interface {
	// open opens path for reading and writing, creating it when create is set.
	open(path string, create bool) (file, error)
	// syncDir makes created and removed names of dir durable.
	syncDir(dir string) error
}

type file interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error
}

type osDisk struct{}

func (osDisk) open(path string, create bool) (file, error) {
	flag := os.O_RDWR
	if create {
		flag |= os.O_CREATE
	}
	f, err := os.OpenFile(path, flag, 0o640)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (osDisk) syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
