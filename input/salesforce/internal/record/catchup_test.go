package record

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestALongCatchUpIsToldOf(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{}, func(b *bench) {
		for n := range 24 * 4 {
			b.add(fmt.Sprint(n), time.Duration(n)*15*time.Minute+time.Minute, 0)
		}
		b.registry.OnPublish = func(ecs.Event) { time.Sleep(3 * time.Second) }
		from := b.org.Now().Add(-24 * time.Hour).UTC().Format(time.RFC3339)
		b.mustPoll()
		told := b.log.Told()
		if len(told) < 4 {
			t.Fatalf("told of too little: %q", told)
		}
		if want := "LoginEvent: collecting from " + from + " on: 4 records in the first 1h0m0s, about 96 in all if the rest is like it, with about 5 requests"; told[0] != want {
			t.Errorf("at first it says %q, want %q", told[0], want)
		}
		if !strings.HasPrefix(told[1], "LoginEvent: catching up, 28 records up to ") || !strings.Contains(told[1], "29% done, about 3m") {
			t.Errorf("then it says %q", told[1])
		}
		if got, want := told[len(told)-1], "LoginEvent: caught up, 96 records in 4m48s"; got != want {
			t.Errorf("at the end it says %q, want %q", got, want)
		}
		time.Sleep(5 * time.Minute)
		b.mustPoll()
		if told := b.log.Told(); len(told) > 0 {
			t.Errorf("a usual poll says %q", told)
		}
	})
}
