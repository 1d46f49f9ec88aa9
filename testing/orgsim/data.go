package orgsim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// oldestVersion is the oldest API version that is not retired.
const oldestVersion = 31

// A call is a request for data, once it has passed the checks that all share.
type call struct {
	session *session
	version int
	// path is what follows the version, split at slashes.
	path []string
	now  time.Time
}

// serveData answers what is under a version. It needs a live session.
func (o *Org) serveData(w http.ResponseWriter, r *http.Request) {
	call, refusal := o.newCall(r)
	if refusal != nil && refusal.status == http.StatusUnauthorized {
		writeError(w, r, refusal)
		return
	}
	used, within := o.countUsage(o.now())
	if info := o.limitInfo(r, used); info != "" {
		w.Header().Set("Sforce-Limit-Info", info)
	}
	if refusal == nil && !within {
		refusal = requestsExceeded()
	}
	if refusal != nil {
		writeError(w, r, refusal)
		return
	}
	o.route(w, r, call)
}

// route finds the resource that a call is for.
func (o *Org) route(w http.ResponseWriter, r *http.Request, c *call) {
	resource := ""
	if len(c.path) > 0 {
		resource = c.path[0]
	}
	switch {
	case !o.has(APIEnabled):
		writeError(w, r, apiDisabled())
	case resource == "limits" && len(c.path) == 1 && !o.has(ViewSetup):
		writeError(w, r, insufficientAccess())
	case resource == "" && len(c.path) <= 1:
		o.serveResources(w, r, c)
	case resource == "limits" && len(c.path) == 1:
		o.serveLimits(w, r, c)
	case (resource == "query" || resource == "queryAll") && len(c.path) == 1:
		o.serveQuery(w, r, c)
	case (resource == "query" || resource == "queryAll") && len(c.path) == 2:
		o.serveQueryMore(w, r, c)
	case o.isComposite(c.path):
		o.serveComposite(w, r, c)
	case resource == "sobjects":
		o.serveObjects(w, r, c)
	default:
		writeError(w, r, notFound())
	}
}

// newCall checks the session, the host, the version and the method.
func (o *Org) newCall(r *http.Request) (*call, *apiError) {
	c := &call{now: o.now()}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme != "" && !strings.EqualFold(scheme, "Bearer") && !strings.EqualFold(scheme, "OAuth") {
		return nil, headerInvalid()
	}
	if o.isLoginHost(r) {
		return nil, urlNotReset()
	}
	if c.session = o.useSession(strings.TrimSpace(token), c.now); c.session == nil {
		return nil, sessionInvalid()
	}
	ok := false
	c.path, c.version, ok = splitPath(r.URL.Path)
	switch {
	case !ok:
		return nil, notFound()
	case c.version < oldestVersion:
		return nil, versionRetired()
	case c.version > o.options.NewestVersion:
		return nil, notFound()
	case o.isComposite(c.path):
		if r.Method != http.MethodPost {
			return nil, methodNotAllowed(r.Method, "POST")
		}
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return nil, methodNotAllowed(r.Method, "GET,HEAD")
	}
	return c, nil
}

// splitPath reads the path of a resource: its version, and what follows it.
func splitPath(text string) (path []string, version int, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(text, "/"), dataPath+"/")
	parts := strings.Split(rest, "/")
	version = parseVersion(parts[0])
	return parts[1:], version, ok && version != 0
}

// parseVersion reads vXX.0 and returns XX, or 0 for anything else.
func parseVersion(text string) int {
	digits, ok := strings.CutSuffix(strings.TrimPrefix(text, "v"), ".0")
	version, err := strconv.Atoi(digits)
	if !ok || err != nil || versionURL(version) != dataPath+"/"+text {
		return 0
	}
	return version
}

// url is the path of a resource at the call's version.
func (c *call) url(path ...string) string {
	return versionURL(c.version) + "/" + strings.Join(path, "/")
}

func versionURL(version int) string { return fmt.Sprintf("%s/v%d.0", dataPath, version) }

// usage counts calls of the last 24 hours, by the hour.
type usage struct {
	hours [24]int
	last  int64
}

// countUsage counts a call and reports whether it is within the org's limit.
func (o *Org) countUsage(now time.Time) (used int, within bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	used = o.usage.total(now)
	if used >= o.options.DailyRequests {
		return used, false
	}
	o.usage.hours[now.Unix()/3600%24]++
	return used + 1, true
}

// total forgets hours that are past and sums the rest.
func (u *usage) total(now time.Time) int {
	hour := now.Unix() / 3600
	for past := max(u.last+1, hour-23); past <= hour; past++ {
		u.hours[past%24] = 0
	}
	u.last = max(u.last, hour)
	sum := 0
	for _, n := range u.hours {
		sum += n
	}
	return sum
}
