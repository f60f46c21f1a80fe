package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestProfileCPU_IsCompleteAtTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cpu.pprof")
	end, err := profileCPU(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := profileCPU(path + ".second"); err == nil {
		t.Error("a second profile at the same time is not refused")
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) { // pprof reads gzip
		t.Errorf("profile begins with % x (%v)", b[:min(2, len(b))], err)
	}
}

func TestRun_ProfileThatCannotBeWritten(t *testing.T) {
	code, out, err := lanbi(t, "", "run", "-c", "../../configs/jiangyuan.yaml", "--cpuprofile", filepath.Join(t.TempDir(), "absent", "cpu"))
	expectRun(t, code, exitFailed, out, "", err, "create CPU profile")
}
