package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// patientClient returns a copy of base whose requests end when their header does
// not come in time or their body stalls or comes too slowly, and that follows no redirect. The copy
// cannot close idle connections, which is on purpose: go-retryablehttp would do
// so after each failure, and base's connections are others' as well.
func patientClient(base *http.Client, header, idle time.Duration) *http.Client {
	client := http.Client{}
	if base != nil {
		client = *base
	}
	if client.Transport == nil {
		client.Transport = http.DefaultTransport
	}
	if header <= 0 {
		header = defaultHeaderTimeout
	}
	if idle <= 0 {
		idle = defaultIdleTimeout
	}
	client.Transport = patience{next: client.Transport, header: header, idle: idle}
	client.Timeout = 0
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// patience is a transport that waits for so long and no longer.
type patience struct {
	next         http.RoundTripper
	header, idle time.Duration
}

func (p patience) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(request.Context())
	timer := time.AfterFunc(p.header, func() { cancel(ErrHeaderTimeout) })
	response, err := p.next.RoundTrip(request.WithContext(ctx))
	if !timer.Stop() && err == nil {
		// The header came, and so did the timer: the body is dead already.
		_ = response.Body.Close()
		err = ErrHeaderTimeout
	}
	if err != nil {
		if errors.Is(context.Cause(ctx), ErrHeaderTimeout) {
			err = ErrHeaderTimeout
		}
		cancel(nil)
		return nil, err
	}
	response.Body = &patientBody{
		ReadCloser: response.Body,
		cancel:     cancel,
		cause:      func() error { return context.Cause(ctx) },
		idle:       p.idle,
	}
	return response, nil
}

// Each window of waiting has to bring a minimum of bytes. A window is so many idle timeouts
// that a stall which the idle timeout allows is not the whole of it.
const (
	idleTimeoutsPerWindow = 5
	minRate               = 512 // bytes per second, as they are on the wire
)

// patientBody measures the time that each Read waits. Time in which nobody reads
// does not count: a slow output is neither a stalled nor a slow download.
type patientBody struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
	cause  func() error // why the request ended
	idle   time.Duration
	timer  *time.Timer
	waited time.Duration // of the current window
	bytes  int64         // that came in it
	slow   error         // set once a window brought too little
}

func (b *patientBody) Read(buffer []byte) (int, error) {
	if b.slow != nil {
		return 0, b.slow
	}
	if b.timer == nil {
		b.timer = time.AfterFunc(b.idle, func() { b.cancel(ErrIdle) })
	} else {
		b.timer.Reset(b.idle)
	}
	began := time.Now()
	n, err := b.ReadCloser.Read(buffer)
	b.timer.Stop()
	if err != nil {
		if err != io.EOF && errors.Is(b.cause(), ErrIdle) {
			err = ErrIdle
		}
		return n, err
	}
	b.waited, b.bytes = b.waited+time.Since(began), b.bytes+int64(n)
	return n, b.endWindow()
}

// endWindow begins the next window if this one is over. Its error is that it brought too
// little.
func (b *patientBody) endWindow() error {
	if b.waited < idleTimeoutsPerWindow*b.idle {
		return nil
	}
	if least := int64(minRate * b.waited.Seconds()); b.bytes < least {
		b.slow = fmt.Errorf("%w: %d bytes in %v, expected at least %d", ErrTooSlow, b.bytes, b.waited.Round(time.Second), least)
		b.cancel(ErrTooSlow)
		return b.slow
	}
	b.waited, b.bytes = 0, 0
	return nil
}

func (b *patientBody) Close() error {
	err := b.ReadCloser.Close()
	b.cancel(nil)
	return err
}
