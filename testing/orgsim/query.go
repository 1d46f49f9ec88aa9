package orgsim

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/soql"
)

const (
	minPageSize = 200
	maxPageSize = 2000
	// shortBy is how many records a short page lacks.
	shortBy = 7
)

// A cursor is a result that has more pages, and whose it is.
type cursor struct {
	query   string
	result  *engine.Result
	session *session
	size    int
	created time.Time
}

// serveQuery answers a query with its first page.
func (o *Org) serveQuery(w http.ResponseWriter, r *http.Request, c *call) {
	text := r.URL.Query().Get("q")
	result, refusal := o.runQuery(r, text, c)
	if refusal != nil {
		writeError(w, r, refusal)
		return
	}
	page := page{result: result, version: c.version, end: len(result.Records)}
	cursor := &cursor{text, result, c.session, o.pageSize(r), c.now}
	o.pageChildren(cursor)
	if size := o.shortPage(r, cursor.size); page.end > size {
		page.locator = o.addCursor(cursor)
		page.end = size
	}
	page.odd = o.oddLocator(r, page)
	writePage(w, r, page)
}

// children are those of a record: a result with pages of its own.
type children struct {
	result  *engine.Result
	locator string
	end     int
}

// pageChildren gives the children of each record of a result, if they fill more
// than a page, a locator of their own.
func (o *Org) pageChildren(c *cursor) {
	for _, field := range c.result.Fields {
		if field.Type != engine.Children {
			continue
		}
		for _, record := range c.result.Records {
			result, ok := record[field.Name].(*engine.Result)
			if !ok {
				continue
			}
			kids := children{result: result, end: len(result.Records)}
			if kids.end > c.size {
				recordID, _ := record["Id"].(string)
				kids.locator = o.addCursor(&cursor{field.Name + " of " + recordID + " of " + c.query, result, c.session, c.size, c.created})
				kids.end = c.size
			}
			record[field.Name] = kids
		}
	}
}

// serveQueryMore answers with a further page. The number after the locator is
// how many records came before.
func (o *Org) serveQueryMore(w http.ResponseWriter, r *http.Request, c *call) {
	locator, offset, _ := strings.Cut(c.path[1], "-")
	cursor := o.findCursor(locator, c)
	start, err := strconv.Atoi(offset)
	if cursor == nil || err != nil || start < 0 || start >= len(cursor.result.Records) {
		writeError(w, r, locatorInvalid())
		return
	}
	size := cursor.size
	if refusal := o.spoilPage(r, locator, (start+size-1)/size+1); refusal != nil {
		writeError(w, r, refusal)
		return
	}
	if o.options.ShortPages && size > shortBy && start/size%2 == 1 {
		size -= shortBy
	}
	size = o.shortPage(r, size)
	page := page{
		result: cursor.result, version: c.version, locator: locator,
		start: start, end: min(start+size, len(cursor.result.Records)),
	}
	page.odd = o.oddLocator(r, page)
	writePage(w, r, page)
}

// runQuery parses, checks and answers a query.
func (o *Org) runQuery(r *http.Request, text string, c *call) (*engine.Result, *apiError) {
	query, err := soql.Parse(text)
	if err != nil {
		return nil, queryRefused(engine.MalformedQuery, err.Error())
	}
	object, refusal := o.findObject(query, c.version)
	if refusal != nil {
		return nil, refusal
	}
	object = withoutField(object, o.hiddenField(r, object))
	plan, err := engine.NewPlan(query, object, c.version, c.now)
	if err != nil {
		var refused *engine.Error
		if errors.As(err, &refused) {
			return nil, queryRefused(refused.Code, refused.Message)
		}
		return nil, queryRefused(engine.MalformedQuery, err.Error())
	}
	records := o.visibleRecords(object.Name, c.now)
	if object.Name == "EventLogFile" && (o.options.NoHourlyFiles || !plan.Filters("Interval", "Sequence", "Id")) {
		// Hourly files come only to those who ask in one of these ways.
		daily := records[:0]
		for _, record := range records {
			if record["Interval"] == Daily {
				daily = append(daily, record)
			}
		}
		records = daily
	}
	result := plan.Run(records)
	plan.AddChildren(result, func(child *engine.Object) []engine.Record { return o.visibleRecords(child.Name, c.now) })
	if o.timedOut(r, query, object, result, c.now) {
		return nil, queryTimeout()
	}
	if o.faults.any() {
		o.setOddDates(object, result, c.now)
		o.setTotal(r, result)
	}
	return result, nil
}

// findObject finds the object that a query names, whatever its case.
func (o *Org) findObject(query *soql.Query, version int) (*engine.Object, *apiError) {
	if object := o.visibleObject(query.From.Text, version); object != nil {
		return object, nil
	}
	if strings.HasSuffix(query.From.Text, "EventStream") {
		return nil, queryRefused(engine.InvalidTypeForOperation, "entity type "+query.From.Text+" does not support query")
	}
	return nil, queryRefused(engine.InvalidType, soql.Locate(query.Text, query.From.Pos, "sObject type '"+query.From.Text+
		"' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. "+
		"Please reference your WSDL or the describe call for the appropriate names."))
}

// object returns the object of that name, whatever its case, if the version has
// it, or nil.
func (o *Org) object(name string, version int) *engine.Object {
	for _, object := range o.objects {
		if strings.EqualFold(object.Name, name) && object.MinVersion <= version {
			return object
		}
	}
	return nil
}

// pageSize is how many records a page has: what the org is set to, or what the
// request asks for within Salesforce's bounds.
func (o *Org) pageSize(r *http.Request) int {
	for option := range strings.SplitSeq(r.Header.Get("Sforce-Query-Options"), ",") {
		name, value, _ := strings.Cut(option, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "batchSize") {
			continue
		}
		if size, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
			// An org that was given smaller pages keeps to them.
			return min(max(size, minPageSize), maxPageSize, max(o.options.PageSize, 1))
		}
	}
	return max(o.options.PageSize, 1)
}

// addCursor keeps a result and returns its locator.
func (o *Org) addCursor(c *cursor) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for locator, old := range o.locators {
		if c.created.Sub(old.created) > o.options.LocatorLife || o.sessions[old.session.token] == nil {
			delete(o.locators, locator)
		}
	}
	locator := o.newID("0r8")
	o.locators[locator] = c
	return locator
}

// findCursor returns the cursor of a locator, if it is the session's and not
// too old, or nil.
func (o *Org) findCursor(locator string, c *call) *cursor {
	o.mu.Lock()
	defer o.mu.Unlock()
	found := o.locators[locator]
	if found == nil || found.session != c.session || c.now.Sub(found.created) > o.options.LocatorLife {
		return nil
	}
	return found
}
