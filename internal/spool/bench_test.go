package spool

import (
	"context"
	"testing"
)

func BenchmarkAppend(b *testing.B) {
	s, err := Open(b.TempDir(), Options{MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	record := make([]byte, 220)
	ctx := context.Background()
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	var last *Commit
	for b.Loop() {
		if last, err = s.Submit(ctx, record); err != nil {
			b.Fatal(err)
		}
	}
	if err := last.Wait(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkNext(b *testing.B) {
	s, err := Open(b.TempDir(), Options{MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	record := make([]byte, 220)
	ctx := context.Background()
	n := b.N
	for range n {
		if _, err := s.Submit(ctx, record); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	var batch Batch
	for n > 0 {
		if err := s.Next(ctx, &batch, Limit{}); err != nil {
			b.Fatal(err)
		}
		n -= len(batch.Records)
		if err := s.Commit(batch.End); err != nil {
			b.Fatal(err)
		}
	}
}
