package orgsim_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A pipeListener accepts connections in memory, so that a test's time is not
// ours.
type pipeListener struct {
	connections chan net.Conn
	done        context.Context
}

func (l pipeListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.done.Done():
		return nil, net.ErrClosed
	}
}

func (l pipeListener) Close() error   { return nil }
func (l pipeListener) Addr() net.Addr { return &net.UnixAddr{} }

// wire serves an org until the test ends and returns a client of it.
func wire(t *testing.T, org *orgsim.Org) *http.Client {
	done, stop := context.WithCancel(t.Context())
	listener := pipeListener{make(chan net.Conn), done}
	server := &http.Server{Handler: org}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener)
	}()
	transport := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		select {
		case listener.connections <- theirs:
			return ours, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		<-served
		server.Close()
	})
	return &http.Client{Transport: transport}
}

// A download is what came of a log file, and how long it took.
type download struct {
	status   int
	length   int64
	body     []byte
	err      error
	headTook time.Duration
	took     time.Duration
}

// fetch asks for a log file.
func fetch(t *testing.T, c *client, over *http.Client, id string, zipped bool) download {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+host+"/services/data/v62.0/sobjects/EventLogFile/"+id+"/LogFile", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if zipped {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	start := time.Now()
	response, err := over.Do(r)
	if err != nil {
		return download{err: err, took: time.Since(start)}
	}
	defer response.Body.Close()
	got := download{status: response.StatusCode, length: response.ContentLength, headTook: time.Since(start)}
	var body io.Reader = response.Body
	if response.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(response.Body); err != nil {
			return download{status: got.status, err: err}
		}
	}
	got.body, got.err = io.ReadAll(body)
	got.took = time.Since(start)
	return got
}

// withFile is an org with a log file of some size.
func withFile(t *testing.T, options orgsim.Options, size int) (c *client, id string, body []byte) {
	t.Helper()
	options.Empty = true
	c = newClient(t, options)
	body = []byte("\"A\"\n")
	source := rand.NewPCG(1, 2)
	for len(body) < size {
		body = fmt.Appendf(body, "\"%d\"\n", source.Uint64())
	}
	id, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "Login", Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return c, id, body
}

func TestBodiesThatAreCut(t *testing.T) {
	for _, test := range []struct {
		framing string
		zipped  bool
		length  bool
		err     error
	}{
		{"length", false, true, io.ErrUnexpectedEOF},
		{"length", true, true, io.ErrUnexpectedEOF},
		{"chunked", false, false, io.ErrUnexpectedEOF},
		{"chunked", true, false, io.ErrUnexpectedEOF},
		{"clean", false, false, nil},
		{"clean", true, false, nil},
		{"gzip", false, false, nil},
		{"gzip", true, false, io.ErrUnexpectedEOF},
	} {
		for _, fraction := range []float64{0.6, 0} {
			t.Run(fmt.Sprint(test.framing, test.zipped, fraction), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, id, body := withFile(t, orgsim.Options{}, 50_000)
					over := wire(t, c.org)
					c.inject(orgsim.Fault{Kind: orgsim.CutBody, Fraction: fraction, Form: test.framing, Times: 1})
					got := fetch(t, c, over, id, test.zipped)
					if got.status != 200 || !errors.Is(got.err, test.err) || got.length >= 0 != test.length {
						t.Errorf("status %d, length %d and %v, want %v", got.status, got.length, got.err, test.err)
					}
					if len(got.body) >= len(body) || !bytes.HasPrefix(body, got.body) {
						t.Errorf("%d of %d bytes come", len(got.body), len(body))
					}
					if plain := !test.zipped || test.framing == "clean"; plain && fraction > 0 && len(got.body) != len(body)*6/10 {
						t.Errorf("%d of %d bytes come, want 60 %%", len(got.body), len(body))
					}
					if whole := fetch(t, c, over, id, test.zipped); whole.err != nil || !bytes.Equal(whole.body, body) {
						t.Errorf("the next download has %d of %d bytes and %v", len(whole.body), len(body), whole.err)
					}
				})
			})
		}
	}
}

func TestRandomCutsComeFromTheSeed(t *testing.T) {
	cuts := func(seed int64) string {
		c, id, _ := withFile(t, orgsim.Options{Seed: seed}, 50_000)
		c.inject(orgsim.Fault{Kind: orgsim.CutBody, Form: "clean"})
		var list []int
		for range 5 {
			list = append(list, len(c.get("/services/data/v62.0/sobjects/EventLogFile/"+id+"/LogFile").body))
		}
		return fmt.Sprint(list)
	}
	if first := cuts(1); cuts(1) != first || cuts(2) == first {
		t.Errorf("cuts at %s do not follow the seed", first)
	}
}

func TestConnectionsThatAreResetOrSlow(t *testing.T) {
	for name, test := range map[string]struct {
		faults     []orgsim.Fault
		head, took time.Duration
		part       int
		fails      bool
	}{
		"reset before":  {[]orgsim.Fault{{Kind: orgsim.Reset}}, 0, 0, 0, true},
		"reset in body": {[]orgsim.Fault{{Kind: orgsim.Reset, Form: "body", Fraction: 0.5}}, 0, 0, 10_000, true},
		"stall":         {[]orgsim.Fault{{Kind: orgsim.Stall, For: time.Minute}}, time.Minute, time.Minute, 20_000, false},
		"stall in body": {[]orgsim.Fault{{Kind: orgsim.Stall, For: time.Minute, Form: "body", Fraction: 0.5}}, 0, time.Minute, 20_000, false},
		"slow":          {[]orgsim.Fault{{Kind: orgsim.SlowBody, Number: 1000}}, 0, 20 * time.Second, 20_000, false},
		"drip":          {[]orgsim.Fault{{Kind: orgsim.Drip, Number: 1500, For: 2 * time.Second}}, 0, 28 * time.Second, 20_000, false},
		"drip and cut": {[]orgsim.Fault{
			{Kind: orgsim.Drip, Number: 1500, For: 2 * time.Second}, {Kind: orgsim.CutBody, Form: "chunked", Fraction: 0.5},
		}, 0, 14 * time.Second, 10_000, true},
		"slow and cut": {[]orgsim.Fault{
			{Kind: orgsim.SlowBody, Number: 1000}, {Kind: orgsim.CutBody, Form: "chunked", Fraction: 0.5},
		}, 0, 10 * time.Second, 10_000, true},
		"stall, slow and reset": {[]orgsim.Fault{
			{Kind: orgsim.Stall, For: time.Minute},
			{Kind: orgsim.SlowBody, Number: 1000},
			{Kind: orgsim.Reset, Form: "body", Fraction: 0.25},
		}, time.Minute, 65 * time.Second, 5000, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, id, body := withFile(t, orgsim.Options{}, 19_990)
				c.inject(test.faults...)
				got := fetch(t, c, wire(t, c.org), id, false)
				if got.headTook != test.head || got.took.Round(time.Second) != test.took {
					t.Errorf("the head comes after %s and the rest after %s, want %s and %s", got.headTook, got.took, test.head, test.took)
				}
				if test.fails != (got.err != nil) || !bytes.HasPrefix(body, got.body) || len(got.body)/100 != min(test.part, len(body))/100 {
					t.Errorf("%d of %d bytes come, and %v", len(got.body), len(body), got.err)
				}
			})
		})
	}
}

func TestAStallEndsWhenTheClientLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, id, _ := withFile(t, orgsim.Options{}, 100)
		c.inject(orgsim.Fault{Kind: orgsim.Stall, For: time.Hour}, orgsim.Fault{Kind: orgsim.HTMLPage})
		over := wire(t, c.org)
		over.Timeout = time.Second
		if got := fetch(t, c, over, id, false); got.err == nil || got.took != time.Second {
			t.Errorf("after %s the download ends with %v", got.took, got.err)
		}
	})
}

func TestAConnectionOfAServerIsReset(t *testing.T) {
	c, id, _ := withFile(t, orgsim.Options{}, 100)
	server, err := c.org.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c.inject(orgsim.Fault{Kind: orgsim.Reset, Times: 1})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/"+id, nil) // no one tries a POST again
	if err != nil {
		t.Fatal(err)
	}
	if response, err := transport.RoundTrip(r); err == nil {
		response.Body.Close()
		t.Errorf("the answer has status %d", response.StatusCode)
	}
}
