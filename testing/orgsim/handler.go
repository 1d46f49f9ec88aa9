package orgsim

import (
	"compress/gzip"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The kinds of requests that Requests counts.
const (
	RequestToken     = "token"
	RequestVersions  = "versions"
	RequestResources = "resources"
	RequestLimits    = "limits"
	RequestDescribe  = "describe"
	RequestQuery     = "query"
	RequestQueryMore = "queryMore"
	RequestRecord    = "record"
	RequestLogFile   = "logfile"
	RequestComposite = "composite"
	RequestOther     = "other"
)

const (
	tokenPath       = "/services/oauth2/token"
	dataPath        = "/services/data"
	contentTypeJSON = "application/json;charset=UTF-8"
	// maxLine and maxHead are the most bytes of a request's first line, and of
	// that and the headers.
	maxLine = 16 << 10
	maxHead = 32 << 10
	// minCompressed is the least size of an answer that is worth compressing.
	minCompressed = 1024
)

// ServeHTTP counts a request, offers it to the hook, lets it meet the faults,
// and answers it.
func (o *Org) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.requests[RequestKind(r)]++
	hook := o.intercept
	o.mu.Unlock()
	if hook != nil && hook(w, r) {
		return
	}
	if o.faults.any() {
		o.serveFaulty(w, r)
		return
	}
	o.Serve(w, r)
}

// Serve answers a request as the org does when nothing is wrong with it,
// without counting it, asking the hook or letting it meet faults.
func (o *Org) Serve(w http.ResponseWriter, r *http.Request) {
	o.setDate(w, r)
	switch {
	case lineLength(r) > maxLine:
		writeBody(w, r, http.StatusRequestURITooLong, "text/html;charset=UTF-8", []byte("<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>"))
	case lineLength(r)+headerLength(r) > maxHead:
		writeBody(w, r, http.StatusRequestHeaderFieldsTooLarge, "text/html;charset=UTF-8",
			[]byte("<h1>Bad Message 431</h1><pre>reason: Request Header Fields Too Large</pre>"))
	case r.URL.Path == tokenPath:
		o.serveToken(w, r)
	case strings.TrimSuffix(r.URL.Path, "/") == dataPath:
		o.serveVersions(w, r)
	case strings.HasPrefix(r.URL.Path, dataPath+"/"):
		o.serveData(w, r)
	default:
		writeError(w, r, notFound())
	}
}

// Intercept sets a hook that sees every request first. If it reports true it
// has answered the request. A nil hook is no hook.
func (o *Org) Intercept(hook func(w http.ResponseWriter, r *http.Request) (handled bool)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.intercept = hook
}

// Requests returns how many requests of each kind have come, those that were
// refused or intercepted included.
func (o *Org) Requests() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.requests)
}

// RequestKind returns the kind of a request, one of the Request constants.
func RequestKind(r *http.Request) string {
	if r.URL.Path == tokenPath {
		return RequestToken
	}
	path, ok := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, "/"), dataPath)
	if !ok {
		return RequestOther
	}
	parts := strings.Split(path, "/") // "", version, resource ...
	switch len(parts) {
	case 1:
		return RequestVersions
	case 2:
		return RequestResources
	}
	switch resource := parts[2]; {
	case resource == "limits":
		return RequestLimits
	case resource == "composite" && len(parts) == 3:
		return RequestComposite
	case (resource == "query" || resource == "queryAll") && len(parts) == 3:
		return RequestQuery
	case resource == "query" || resource == "queryAll":
		return RequestQueryMore
	case resource == "sobjects" && len(parts) == 6 && parts[5] == "LogFile":
		return RequestLogFile
	case resource == "sobjects" && len(parts) == 5 && parts[4] != "describe":
		return RequestRecord
	case resource == "sobjects":
		return RequestDescribe
	}
	return RequestOther
}

// isLoginHost reports whether a request went to a host that holds no data.
func (o *Org) isLoginHost(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return slices.Contains(o.options.LoginHosts, host)
}

// lineLength is how many bytes the first line of a request has.
func lineLength(r *http.Request) int {
	return len(r.Method) + len(" ") + len(r.RequestURI) + len(" ") + len(r.Proto) + len("\r\n")
}

// headerLength is about how many bytes the headers of a request have.
func headerLength(r *http.Request) int {
	n := len("Host: \r\n") + len(r.Host)
	for name, values := range r.Header {
		for _, value := range values {
			n += len(name) + len(": \r\n") + len(value)
		}
	}
	return n
}

// writeBody answers with a body, compressed if the client takes that.
func writeBody(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Vary", "Accept-Encoding")
	if len(body) < minCompressed || !acceptsGzip(r) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, _ = w.Write(body) // a client that is gone gets no answer
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	compressor := newGzipWriter(w)
	_, _ = compressor.Write(body)
	_ = compressor.Close()
}

// newGzipWriter returns a compressor that prefers speed to size: the tests wait
// for it.
func newGzipWriter(w io.Writer) *gzip.Writer {
	compressor, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return gzip.NewWriter(w)
	}
	return compressor
}

func acceptsGzip(r *http.Request) bool {
	for encoding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(encoding, ";")
		if strings.TrimSpace(name) == "gzip" && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
