package orgsim

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// The faults of the wire: they spoil how an answer is sent.
const (
	CutBody   FaultKind = "cut-body"
	Reset     FaultKind = "reset"
	Stall     FaultKind = "stall"
	SlowBody  FaultKind = "slow-body"
	Drip      FaultKind = "drip"
	FalseGzip FaultKind = "false-gzip"
)

// ticks is how many times a second a slow body goes on.
const ticks = 10

func wireFaults() []faultKind {
	return []faultKind{
		{
			name: CutBody, does: "The body ends early.", on: []string{RequestLogFile},
			params: []faultParam{
				fractionParam("part of the body that comes"),
				formParam("framing", "what the client sees: fewer bytes than Content-Length, no last chunk, a clean end, or a clean end in mid-gzip", "length", "chunked", "clean", "gzip"),
			},
			deliver: func(d *delivery, s *strike) { d.cut = s },
		},
		{
			name: Reset, does: "The connection is reset.",
			params:  []faultParam{formParam("where", "when", "before", "body"), fractionParam("part of the body that comes before")},
			deliver: func(d *delivery, s *strike) { d.reset = s },
		},
		{
			name: Stall, does: "No byte comes for a while.",
			params: []faultParam{
				forParam("for", "30s", "how long"), formParam("where", "when", "head", "body"), fractionParam("part of the body that comes before"),
			},
			deliver: func(d *delivery, s *strike) { d.stall = s },
		},
		{
			name: SlowBody, does: "The body comes slowly.",
			params:  []faultParam{numberParam("rate", "1024", "bytes a second")},
			deliver: func(d *delivery, s *strike) { d.slow = s },
		},
		{
			name: Drip, does: "The body comes in drops, each soon enough for a client that only waits for the next byte.",
			params:  []faultParam{numberParam("bytes", "1", "how many bytes a drop has"), forParam("pause", "30s", "the time before each drop")},
			deliver: func(d *delivery, s *strike) { d.drip = s },
		},
		{
			name: FalseGzip, does: "The header says that the body is compressed, but it is not. To spoil the answer of another fault, it has to come before that one.",
			params:  []faultParam{formParam("encoding", "what the header says", "gzip", "x-gzip")},
			deliver: func(d *delivery, s *strike) { d.label = s },
		},
	}
}

// serveFaulty answers a request as the faults that it meets have it.
func (o *Org) serveFaulty(w http.ResponseWriter, r *http.Request) {
	r = o.withTarget(r)
	t, _ := r.Context().Value(targetKey{}).(*target)
	o.setDate(w, r)
	answer, spoilt := o.Serve, delivery{}
	for _, one := range o.faults.all() {
		if one.kind.answer == nil && one.kind.deliver == nil || one.kind.when != nil && !one.kind.when(o, r, one.fault) {
			continue
		}
		s := o.meet(one, t, o.now())
		if s == nil {
			continue
		}
		if s.kind.deliver != nil {
			s.kind.deliver(&spoilt, s)
			continue
		}
		answer = func(w http.ResponseWriter, r *http.Request) { s.kind.answer(o, w, r, s) }
		break
	}
	if spoilt == (delivery{}) {
		answer(w, r)
		return
	}
	recorded := &recordedAnswer{header: w.Header(), status: http.StatusOK}
	answer(recorded, r)
	spoilt.send(w, r, recorded)
}

// A recordedAnswer is an answer that is still to be sent.
type recordedAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *recordedAnswer) Header() http.Header            { return a.header }
func (a *recordedAnswer) WriteHeader(status int)         { a.status = status }
func (a *recordedAnswer) Write(text []byte) (int, error) { return a.body.Write(text) }

// shorten returns a part of the body that is whole to the eye: if it is
// compressed, the part of what it holds, compressed again.
func (a *recordedAnswer) shorten(s *strike) []byte {
	body := a.body.Bytes()
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if a.header.Get("Content-Encoding") != "gzip" || err != nil {
		return body[:s.part(len(body))]
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		return body[:s.part(len(body))]
	}
	var short bytes.Buffer
	compressor := newGzipWriter(&short)
	_, _ = compressor.Write(plain[:s.part(len(plain))])
	_ = compressor.Close()
	return short.Bytes()
}

// mislabel makes the header say that the body is compressed, which it is not.
func (a *recordedAnswer) mislabel(encoding string) {
	if reader, err := gzip.NewReader(bytes.NewReader(a.body.Bytes())); err == nil && a.header.Get("Content-Encoding") == "gzip" {
		if plain, err := io.ReadAll(reader); err == nil {
			a.body = *bytes.NewBuffer(plain)
		}
	}
	a.header.Set("Content-Encoding", encoding)
	a.header.Del("Content-Length")
}

// A delivery is how an answer is sent, other than at once and whole.
type delivery struct{ cut, reset, stall, slow, drip, label *strike }

func (d *delivery) send(w http.ResponseWriter, r *http.Request, a *recordedAnswer) {
	if d.reset != nil && d.reset.Form == "before" {
		hangUp(w)
		return
	}
	if d.label != nil {
		a.mislabel(d.label.Form)
	}
	whole := len(a.body.Bytes())
	body, broken := d.shortened(a)
	if d.reset != nil {
		body = body[:min(d.reset.part(whole), len(body))]
	}
	pause := -1
	if d.stall != nil && d.stall.Form == "body" {
		pause = min(d.stall.part(whole), len(body))
	} else if d.stall != nil {
		wait(r.Context(), d.stall.For)
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	out := d.writer(w, r)
	out.flush()
	if pause >= 0 {
		out.write(body[:pause])
		wait(r.Context(), d.stall.For)
		body = body[pause:]
	}
	out.write(body)
	switch {
	case d.reset != nil:
		hangUp(w)
	case broken:
		panic(http.ErrAbortHandler) // the way to break off an answer
	}
}

// writer returns what sends the body at the pace of the faults.
func (d *delivery) writer(w http.ResponseWriter, r *http.Request) *pacedWriter {
	out := &pacedWriter{w: w, ctx: r.Context()}
	switch {
	case d.drip != nil:
		out.before, out.step = d.drip.For, max(d.drip.Number, 1)
	case d.slow != nil:
		out.step = max(d.slow.Number/ticks, 1)
		out.after = time.Second * time.Duration(out.step) / time.Duration(d.slow.Number)
	}
	return out
}

// shortened returns what is left of a body, sets its length in the header, and
// says whether the connection breaks off at its end.
func (d *delivery) shortened(a *recordedAnswer) (body []byte, broken bool) {
	body = a.body.Bytes()
	if d.cut == nil {
		return body, false
	}
	a.header.Del("Content-Length")
	zipped := a.header.Get("Content-Encoding") == "gzip"
	switch form := d.cut.Form; {
	case form == "length":
		a.header.Set("Content-Length", strconv.Itoa(len(body)))
		return body[:d.cut.part(len(body))], len(body) > 0
	case form == "chunked":
		return body[:d.cut.part(len(body))], true
	case form == "gzip" && zipped:
		return body[:d.cut.part(len(body))], false
	}
	return a.shorten(d.cut), false
}

// hangUp resets the connection of a request.
func hangUp(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 resets the stream for it
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // closing then resets
	}
	_ = connection.Close()
}

// wait waits as long as the client does.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	case <-timer.C:
	}
}

// A pacedWriter writes so many bytes at once and waits before and after them, if it has a step.
type pacedWriter struct {
	w             http.ResponseWriter
	ctx           context.Context
	step          int
	before, after time.Duration
}

func (p *pacedWriter) flush() { _ = http.NewResponseController(p.w).Flush() }

func (p *pacedWriter) write(text []byte) {
	step := p.step
	if step == 0 {
		step = len(text)
	}
	for len(text) > 0 {
		p.wait(p.before)
		n := min(step, len(text))
		_, _ = p.w.Write(text[:n]) // a client that is gone ends the context
		p.flush()
		text = text[n:]
		p.wait(p.after)
	}
}

func (p *pacedWriter) wait(d time.Duration) {
	if d > 0 {
		wait(p.ctx, d)
	}
}
