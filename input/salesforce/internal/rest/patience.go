package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// patientClient returns a copy of base whose requests end when their header does
// not come in time or their body stalls, and that follows no redirect. The copy
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

// patientBody measures the time that each Read waits. Time in which nobody reads
// does not count: a slow output is not a stalled download.
type patientBody struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
	cause  func() error // why the request ended
	idle   time.Duration
	timer  *time.Timer
}

func (b *patientBody) Read(buffer []byte) (int, error) {
	if b.timer == nil {
		b.timer = time.AfterFunc(b.idle, func() { b.cancel(ErrIdle) })
	} else {
		b.timer.Reset(b.idle)
	}
	n, err := b.ReadCloser.Read(buffer)
	b.timer.Stop()
	if err != nil && err != io.EOF && errors.Is(b.cause(), ErrIdle) {
		err = ErrIdle
	}
	return n, err
}

func (b *patientBody) Close() error {
	err := b.ReadCloser.Close()
	b.cancel(nil)
	return err
}
