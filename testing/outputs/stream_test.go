package outputs

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file does not go away, but the beat may.
func TestAFileHasAllRowsThroughACrash(t *testing.T) {
	o := startOrg(t)
	b := newBeat(t, o, "output.file: {path: '${path.home}/out', filename: events, permissions: 0600}")
	read := func() *inbox {
		t.Helper()
		received := &inbox{}
		paths, err := filepath.Glob(b.Path("out/events*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			file, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			readLines(file, received)
			file.Close()
		}
		return received
	}
	b.Start()
	b.waitFor("the first rows", func() bool { return read().different() >= interruptAt })
	b.Kill()
	before := read().different()
	if before == len(o.requests) {
		t.Fatal("all rows came before the crash")
	}
	b.Start()
	b.waitFor("all rows", func() bool { return read().different() >= len(o.requests) })
	b.Stop()
	repeated := read().check(t, o)
	t.Logf("after a crash at %d rows of %d, %d were repeated", before, len(o.requests), repeated)
	if repeated > inFlight {
		t.Errorf("%d rows were repeated, more than the %d that can be under way", repeated, inFlight)
	}
}

// readLines takes whole lines; a crash may have cut one in the middle.
func readLines(from io.Reader, received *inbox) {
	for lines := bufio.NewReaderSize(from, 1<<16); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		received.add(line, "")
	}
}

func TestTheConsoleHasEachRowOnceWhenItsReaderStalls(t *testing.T) {
	o := startOrg(t)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reader.Close(); writer.Close() })
	b := newBeat(t, o, "output.console: {codec.json.pretty: false}")
	b.Stdout = writer
	var received inbox
	stalled := make(chan struct{})
	resume := make(chan struct{})
	go readLines(&stallingReader{reader: reader, after: 4 << 20, stalled: stalled, resume: resume}, &received)
	b.Start()
	<-stalled
	before := received.different()
	time.Sleep(time.Second) // the pipe and the queue are full long before
	if now := received.different(); now > before+100 || now == len(o.requests) {
		t.Fatalf("%d of %d rows came while nobody read, after %d", now, len(o.requests), before)
	}
	close(resume)
	b.waitFor("all rows", func() bool { return received.different() >= len(o.requests) })
	b.Stop()
	if repeated := received.check(t, o); repeated != 0 {
		t.Errorf("%d rows were repeated", repeated)
	}
	t.Logf("the reader stalled after %d rows", before)
}

// stallingReader stops reading after some bytes, until it is told to go on.
type stallingReader struct {
	reader  io.Reader
	after   int
	stalled chan<- struct{}
	resume  <-chan struct{}
}

func (s *stallingReader) Read(to []byte) (int, error) {
	n, err := s.reader.Read(to)
	before := s.after
	s.after -= n
	if before > 0 && s.after <= 0 {
		close(s.stalled)
		<-s.resume
	}
	return n, err
}
