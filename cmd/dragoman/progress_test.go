package main

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var shownRate = regexp.MustCompile(`(\d+) records/s`)

// The first that is seen of a bar is a number and a rate that are so: never the
// nothing that was before.
func TestFirstTickOfProgress(t *testing.T) {
	for _, c := range []struct {
		reason string
		tick   func(p progress, done int)
	}{
		{"a file whose size is known", func(p progress, done int) { p.guess(done, 10*done) }},
		{"standard input", func(p progress, done int) { p.guess(done, 0) }},
		{"records that were counted before", func(p progress, done int) { p.tell(done, 100_000) }},
		{"records that are counted", func(p progress, done int) { p.tell(done, 0) }},
	} {
		t.Run(c.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var screen bytes.Buffer
				p := newProgress(&screen, "a.jsonl")
				for done := 512; done <= 5120; done += 512 {
					time.Sleep(128 * time.Millisecond)
					c.tick(p, done)
				}
				p.end()
				time.Sleep(time.Second) // what draws the bar looks now and then whether it ended
				for shown := range strings.SplitSeq(screen.String(), "\r") {
					if strings.Contains(shown, "/hr") || strings.Contains(shown, "/min") || strings.Contains(shown, "(0/") {
						t.Errorf("shown: %q", shown)
					}
				}
				rates := shownRate.FindAllStringSubmatch(screen.String(), -1)
				if len(rates) == 0 {
					t.Errorf("no rate was shown: %q", screen.String())
				}
				for _, rate := range rates { // smoothed, as the bar does it
					if n, _ := strconv.Atoi(rate[1]); n < 2000 || n > 6000 {
						t.Errorf("512 records in 128 ms are shown as %s a second", rate[1])
					}
				}
			})
		})
	}
}

// A load keeps within its room, unless its data need more.
func TestRoomForData(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int64
	}{{0, roomAim}, {2 << 30, roomAim}, {3 << 30, 4 << 30}, {30 << 30, 40 << 30}} {
		if got := roomFor(c.live); got != c.want {
			t.Errorf("%d MiB of data: %d MiB, want %d", c.live>>20, got>>20, c.want>>20)
		}
	}
}
