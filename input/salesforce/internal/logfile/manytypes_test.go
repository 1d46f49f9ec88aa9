package logfile

import (
	"fmt"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// The names of so many event types do not fit into a URL.
const manyTypes = 600

func manyNames() []string {
	names := make([]string, manyTypes)
	for n := range names {
		names[n] = fmt.Sprintf("CustomManagedPackageEvent%d", n)
	}
	return names
}

func TestManyEventTypesWithDailyFilesOnlyAreCollected(t *testing.T) {
	onAuto(t, Config{}, func(b *bench) {
		want := lines("Login", "hourly", 1)
		for _, name := range manyNames() {
			b.addDaily(name, "daily", time.Hour)
			want = append(want, lines(name, "daily", 1)...)
		}
		b.mustPoll()
		b.want(want...)
		if got := len(b.registry.LogFiles().Selections); got != 1+manyTypes {
			t.Errorf("%d selections, want %d", got, 1+manyTypes)
		}
		// The list is there at each poll, and costs no more than another one.
		before := b.org.Requests()
		b.mustPoll()
		b.want()
		after := b.org.Requests()
		made := 0
		for kind := range after {
			if kind != orgsim.RequestToken {
				made += after[kind] - before[kind]
			}
		}
		if made > 4 { // an outer and an inner one are counted for a composite request
			t.Errorf("%d requests of a poll with nothing to do", made)
		}
	})
}

func TestManyEventTypesThatAreChosenAreCollected(t *testing.T) {
	for name, options := range map[string]orgsim.Options{"composite": {}, "no composite": {NoComposite: true}} {
		t.Run(name, func(t *testing.T) {
			names := manyNames()
			if options.NoComposite {
				names = names[:200] // as many as a URL takes, and more than is sent in one by choice
			}
			onBench(t, options, Config{EventTypes: names}, func(b *bench) {
				b.add(names[0], "first", 1, time.Hour)
				b.add(names[len(names)-1], "last", 1, time.Hour)
				b.add("Login", "not chosen", 1, time.Hour)
				b.mustPoll()
				b.want(concat(lines(names[0], "first", 1), lines(names[len(names)-1], "last", 1))...)
			})
		})
	}
}
