package logfile

import (
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestLateFileOfASelectionThatIsBehindIsCollected(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{EventTypes: []string{"Login"}, Lookback: time.Hour}, func(b *bench) {
		b.add("Login", "login", 1, time.Minute)
		b.mustPoll()
		b.want(lines("Login", "login", 1)...)

		b.add("API", "early", 1, 20*time.Hour)
		pending := b.add("API", "pending", 1, 10*time.Hour)
		b.refuse(pending, unavailable)
		b.selecting("Login", "API")
		if _, err := b.poll(); err == nil {
			t.Fatal("no error")
		}
		b.want(lines("API", "early", 1)...)
		if behind := b.registry.LogFiles().Behind; len(behind) != 1 {
			t.Fatalf("behind is %v, want API", behind)
		}

		b.add("API", "late", 1, 20*time.Hour+30*time.Minute)
		b.org.Hook(nil)
		b.restart()
		b.mustPoll()
		b.wantAll(append(lines("API", "late", 1), lines("API", "pending", 1)...)...)
	})
}
