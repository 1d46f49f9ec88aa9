package record

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func TestTheNextPageComesWhileOneIsPublished(t *testing.T) {
	const pages, pageSize = 5, 10
	const latency, each = 200 * time.Millisecond, 20 * time.Millisecond // a page takes as long as to be published
	onBench(t, orgsim.Options{PageSize: pageSize}, Config{InitialInterval: time.Hour, Delay: time.Minute}, func(b *bench) {
		for n := range pages * pageSize {
			b.add(key(n), 30*time.Minute-time.Duration(n)*time.Second, 0)
		}
		b.org.Hook(func(request *http.Request) *http.Response {
			if orgsim.RequestKind(request) == orgsim.RequestQueryMore {
				time.Sleep(latency)
			}
			return nil
		})
		b.registry.OnPublish = func(ecs.Event) { time.Sleep(each) }
		began := time.Now()
		b.mustPoll()
		// The first page is not waited for, and one record is held back at each end.
		if took, limit := time.Since(began), pages*pageSize*each+(pages-1)*each; took > limit {
			t.Errorf("it took %v, with the pages on the way at most %v", took, limit)
		}
		b.wantEach()
	})
}

func TestAPageThatIsOnItsWayIsGivenUpWithItsWindow(t *testing.T) {
	onBench(t, orgsim.Options{PageSize: 10}, Config{InitialInterval: time.Hour, Delay: time.Minute}, func(b *bench) {
		for n := range 50 {
			b.add(key(n), 30*time.Minute-time.Duration(n)*time.Second, 0)
		}
		var underway atomic.Int32
		asked := make(chan struct{}, 1)
		b.org.Hook(func(request *http.Request) *http.Response {
			if orgsim.RequestKind(request) == orgsim.RequestQueryMore {
				underway.Add(1)
				defer underway.Add(-1)
				asked <- struct{}{}
				<-request.Context().Done()
			}
			return nil
		})
		b.registry.OnPublish = func(ecs.Event) {
			select {
			case <-asked:
			case <-time.After(time.Minute):
				t.Error("the next page was not asked for")
			}
			b.registry.StopAfter(0)
		}
		if err := b.poll(); err == nil {
			t.Error("the poll did not end with the pipeline")
		}
		if n := underway.Load(); n != 0 {
			t.Errorf("%d requests are still under way", n)
		}
	})
}

func TestTheNextWindowIsAskedForWhileTheLastPageOfOneIsPublished(t *testing.T) {
	const windows, each = 4, 20 * time.Millisecond
	const records = 10                       // of each window
	const latency = 3 * (records * each) / 2 // a window takes longer than to be published
	onBench(t, orgsim.Options{PageSize: 2 * records}, Config{InitialInterval: windows * time.Hour, Delay: time.Minute, LongestWindow: time.Hour}, func(b *bench) {
		for n := range windows * records {
			b.add(key(n), windows*time.Hour-time.Minute-time.Duration(n)*time.Hour/records, 0)
		}
		b.org.Hook(func(request *http.Request) *http.Response {
			if orgsim.RequestKind(request) == orgsim.RequestQuery {
				time.Sleep(latency)
			}
			return nil
		})
		b.registry.OnPublish = func(ecs.Event) { time.Sleep(each) }
		began := time.Now()
		b.mustPoll()
		// Only the first is waited for.
		if took, limit := time.Since(began), (1+windows+1)*latency; took > limit {
			t.Errorf("it took %v, with the windows on the way at most %v", took, limit)
		}
		if asked := len(b.spans()); asked > windows+1 {
			t.Errorf("%d queries were made for %d windows", asked, windows+1)
		}
		b.wantEach()
	})
}

func TestAWindowThatIsOnItsWayIsGivenUpWithThePoll(t *testing.T) {
	onBench(t, orgsim.Options{}, Config{InitialInterval: 3 * time.Hour, Delay: time.Minute}, func(b *bench) {
		for n := range 30 {
			b.add(key(n), 3*time.Hour-time.Minute-time.Duration(n)*time.Minute, 0)
		}
		var queries, underway atomic.Int32
		asked := make(chan struct{}, 1)
		b.org.Hook(func(request *http.Request) *http.Response {
			if orgsim.RequestKind(request) == orgsim.RequestQuery && queries.Add(1) > 1 {
				underway.Add(1)
				defer underway.Add(-1)
				asked <- struct{}{}
				<-request.Context().Done()
			}
			return nil
		})
		b.registry.OnPublish = func(ecs.Event) {
			<-asked
			b.registry.StopAfter(0)
		}
		if err := b.poll(); err == nil {
			t.Error("the poll did not end with the pipeline")
		}
		if n := underway.Load(); n != 0 {
			t.Errorf("%d requests are still under way", n)
		}
	})
}
