package salesforce

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestSummariesWaitForDownloadsForAnHourAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy := false
		c := &ledgerKeeper{busy: func() bool { return busy }}
		if !c.isDue() {
			t.Error("summaries wait although nothing is in progress")
		}
		busy = true
		for range 59 {
			time.Sleep(time.Minute)
			if c.isDue() {
				t.Fatal("summaries do not wait for a download")
			}
		}
		time.Sleep(time.Minute)
		if !c.isDue() {
			t.Error("summaries wait longer than an hour")
		}
		if busy = false; !c.isDue() {
			t.Error("summaries wait although nothing is in progress any more")
		}
	})
}
