package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// leastOfDisk is how much of what the disk writes in a row a backup is to reach.
const leastOfDisk = 0.5

// BenchmarkBackup measures `dragoman backup` of a folder that nobody serves, as a whole
// command, beside a program that writes as many bytes to the same disk and brings them
// onto it. They take turns; the ratio is that of the medians. It prints a table of
// docs/performance.md. With -short the graph is a tenth of the size.
//
//	generate ─▶ load ─▶ ( write and sync │ backup ) × backupTurns
func BenchmarkBackup(b *testing.B) {
	for range b.N {
		f := newFigures(b)
		f.generate()
		f.load()
		f.table = nil // loading is measured elsewhere
		f.backups()
		f.print()
	}
}

const backupTurns = 9

func (f *figures) backups() {
	image := filepath.Join(f.B.TempDir(), "graph.backup")
	f.run(f.binary, "backup", "--data", f.dir, "-o", image)
	info, err := os.Stat(image)
	if err != nil {
		f.Fatal(err)
	}
	var disk, whole []time.Duration
	for range backupTurns {
		f.remove(image)
		disk = append(disk, f.written(image, info.Size()))
		f.remove(image)
		begin := time.Now()
		f.run(f.binary, "backup", "--data", f.dir, "-o", image)
		whole = append(whole, time.Since(begin))
	}
	a, b := median(disk), median(whole)
	f.row(fmt.Sprintf("disk: %d MB written in a row and synced", info.Size()/1e6), rate(info.Size(), a), "", false)
	ratio := a.Seconds() / b.Seconds()
	f.row(fmt.Sprintf("`backup`, whole command (%s)", seconds(b)), rate(info.Size(), b), "", false)
	f.row("backup to disk, medians", fmt.Sprintf("%.2f ×", ratio), fmt.Sprintf("≥ %.1f ×", leastOfDisk), ratio < leastOfDisk)
	f.ReportMetric(ratio, "backup-to-disk")
	f.Logf("disk %v\nbackup %v", disk, whole)
}

func (f *figures) remove(path string) {
	if err := os.Remove(path); err != nil {
		f.Fatal(err)
	}
}

// written times writing a file of some size, in lots of 1 MiB, and syncing it.
func (f *figures) written(path string, size int64) time.Duration {
	lot := make([]byte, 1<<20)
	for i := range lot {
		lot[i] = byte(f.rand.Uint32())
	}
	begin := time.Now()
	file, err := os.Create(path)
	for left := size; left > 0 && err == nil; left -= int64(len(lot)) {
		_, err = file.Write(lot[:min(left, int64(len(lot)))])
	}
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		f.Fatal(err)
	}
	return time.Since(begin)
}

func rate(size int64, took time.Duration) string {
	return fmt.Sprintf("%d MB/s", int(float64(size)/1e6/took.Seconds()))
}
