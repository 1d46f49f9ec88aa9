package orgsim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// shutdownGrace is how long Close lets requests finish.
const shutdownGrace = time.Second

// A Server is an org that listens.
type Server struct {
	// URL is where the org is reached, without a slash at the end.
	URL string

	server      *http.Server
	connections sync.WaitGroup
	done        chan struct{}
	err         error // set before done is closed
}

// Start makes the org listen on an address such as 127.0.0.1:0.
func (o *Org) Start(addr string) (*Server, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("starting the org: %w", err)
	}
	s := &Server{
		URL:  "http://" + listener.Addr().String(),
		done: make(chan struct{}),
	}
	s.server = &http.Server{Handler: o, ReadHeaderTimeout: 30 * time.Second, ConnState: s.count}
	go func() {
		defer close(s.done)
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.err = err
		}
	}()
	return s, nil
}

// Done is closed when the server has stopped.
func (s *Server) Done() <-chan struct{} { return s.done }

// count keeps track of connections, each of which has a goroutine. A hijacked
// one is the hijacker's.
func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.connections.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.connections.Done()
	}
}

// Close stops listening, lets requests finish for a moment, breaks off the
// rest, and waits for the goroutines of the server and of its connections.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if err := s.server.Shutdown(ctx); err != nil {
		if err := s.server.Close(); err != nil {
			return fmt.Errorf("closing the org: %w", err)
		}
	}
	<-s.done // from here on no connection is new
	s.connections.Wait()
	if s.err != nil {
		return fmt.Errorf("serving the org: %w", s.err)
	}
	return nil
}
