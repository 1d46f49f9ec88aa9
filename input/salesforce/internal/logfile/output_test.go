package logfile

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/pause"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// slowly reads at most so many bytes at a time, each after a pause, for as long as the
// request lives.
type slowly struct {
	io.ReadCloser
	ctx   context.Context
	pause time.Duration
	bytes int
}

func (s slowly) Read(to []byte) (int, error) {
	if !pause.For(s.ctx, s.pause) {
		return 0, s.ctx.Err()
	}
	return s.ReadCloser.Read(to[:min(len(to), s.bytes)])
}

func TestAnOutputThatStandsStillFailsNoFile(t *testing.T) {
	const count = 2000
	onBench(t, orgsim.Options{}, Config{Workers: 3}, func(b *bench) {
		var want []string
		for _, prefix := range []string{"a", "b", "c"} {
			b.add("Login", prefix, count, time.Hour)
			want = append(want, lines("Login", prefix, count)...)
		}
		var downloads atomic.Int64
		b.org.Change(func(r *http.Request, response *http.Response) {
			if orgsim.RequestKind(r) == orgsim.RequestLogFile {
				downloads.Add(1)
				response.Body = slowly{response.Body, r.Context(), 5 * time.Second, 4000}
			}
		})
		b.registry.OnPublish = func(ecs.Event) {
			switch len(b.registry.Events) {
			case 0, count, 2*count + 100:
				time.Sleep(30 * time.Minute)
			}
		}
		began := time.Now()
		if ready := b.mustPoll(); ready != 0 {
			t.Errorf("a file waits for %v", ready)
		}
		if took := time.Since(began); took < 90*time.Minute {
			t.Errorf("the output stood still for 90m, the poll took %v", took)
		}
		if downloads.Load() != 3 {
			t.Errorf("%d downloads, want 3", downloads.Load())
		}
		b.wantAll(want...)
		if got := b.registry.Repeated(); got != 0 {
			t.Errorf("%d events came twice", got)
		}
		if got := b.log.Warnings(""); len(got) != 0 {
			t.Errorf("warnings %s", strings.Join(got, "\n"))
		}
	})
}
