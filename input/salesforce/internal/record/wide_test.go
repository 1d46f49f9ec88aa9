package record

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// An object with 675 fields has a query of 24 kB, of which no URL has room.
func TestAnObjectWithManyFieldsIsCollected(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 200}, Config{Object: "Wide__c", Delay: time.Second, Lookback: time.Minute}, func(b *bench) {
		const records = 450 // three pages, of which only the first is a composite answer
		for n := range records {
			if _, err := b.org.AddRecord("Wide__c", map[string]any{"Name": fmt.Sprint("w", n)}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		posts := 0
		b.org.Change(func(r *http.Request, _ *http.Response) {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/composite") {
				posts++
			}
		})
		b.mustPoll()
		if len(b.registry.Events) != records || b.registry.Repeated() != 0 {
			t.Errorf("%d events, %d ids came twice", len(b.registry.Events), b.registry.Repeated())
		}
		if posts == 0 {
			t.Error("no query was sent in a body")
		}
		if text := b.registry.Events[0].Fields.StringToPrint(); !strings.Contains(text, `"w`) {
			t.Errorf("the event is %s", text)
		}
	})
}
