package orgsim

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// A logRow is a row of a log file.
type logRow struct {
	eventType catalog.EventType
	when      time.Time
	cells     []string
}

// A transaction is one request to the org. It may leave rows in several log
// files, and several in one, which share its REQUEST_ID, user and session.
type transaction struct {
	org        *Org
	rng        *rand.Rand
	when       time.Time
	requestID  string
	user       person
	sessionKey string
	loginKey   string
	clientIP   string
	recordID   string // 15 characters
	uri        string
	entity     string
	application
	// cells are the values of the row that is being made, by column.
	cells map[string]string
}

// An application is a client program of the org.
type application struct {
	clientName, connectedAppID string
}

// A columnMaker makes the value of a column.
type columnMaker func(*transaction) string

// rows makes n rows within a span, sorted by time.
func (g *generator) rows(rng *rand.Rand, start, end time.Time, n int) []logRow {
	var rows []logRow
	for len(rows) < n {
		t := g.transaction(rng, start, end)
		eventType := pick(rng, g.eventTypes)
		for count := 1 + rng.IntN(8)/6; count > 0 && len(rows) < n; count-- {
			rows = append(rows, g.row(t, eventType))
			if rng.IntN(60) == 0 && len(rows) < n {
				rows = append(rows, rows[len(rows)-1]) // two equal rows in one file
			}
			if rng.IntN(3) == 0 {
				eventType = pick(rng, g.eventTypes)
			}
			t.when = t.when.Add(time.Duration(rng.IntN(40)) * time.Millisecond)
			if !t.when.Before(end) {
				t.when = end.Add(-time.Millisecond)
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b logRow) int { return a.when.Compare(b.when) })
	return rows
}

// transaction makes up who did what from where.
func (g *generator) transaction(rng *rand.Rand, start, end time.Time) *transaction {
	t := &transaction{org: g.org, rng: rng, user: g.users[rng.IntN(len(g.users))]}
	t.when = start.Add(time.Duration(rng.Int64N(max(int64(end.Sub(start)/time.Millisecond), 1))) * time.Millisecond).Truncate(time.Millisecond)
	if t.when.Before(start) {
		t.when = start
	}
	t.requestID = t.letters(22)
	switch rng.IntN(12) {
	case 0:
		t.requestID = "TID:" + t.letters(32)
	case 1:
		t.requestID = "SLB:" + t.letters(22)
	}
	t.sessionKey, t.loginKey = t.letters(16), t.letters(16)
	t.clientIP = t.user.ip
	switch rng.IntN(20) {
	case 0:
		t.clientIP = "Salesforce.com IP"
	case 1:
		t.clientIP = ""
	}
	prefixes := map[string]string{"Account": "001", "Contact": "003", "Opportunity": "006", "Case": "500"}
	t.entity = choose(rng, "Account", "Contact", "Opportunity", "Case")
	t.recordID = t.id(prefixes[t.entity])
	t.uri = choose(rng, "/home/home.jsp", "/aura", "/services/data/v62.0/query", "/lightning/r/"+t.entity+"/"+id.Extend(t.recordID)+"/view", "/"+t.recordID)
	t.application = []application{
		{"", ""},
		{"SalesforceInspector", ""},
		{"Data Loader Partner/62.0.0", "0H4" + pod + "0000000001"},
		{"simple-salesforce", "888" + pod + "0000000002"},
		{"Acme ETL", "0H4" + pod + "0000000003"},
	}[rng.IntN(5)]
	return t
}

// row makes a row of an event type.
func (g *generator) row(t *transaction, eventType catalog.EventType) logRow {
	t.cells = make(map[string]string, len(eventType.Columns))
	row := logRow{eventType: eventType, when: t.when, cells: make([]string, len(eventType.Columns))}
	for i, column := range eventType.Columns {
		value := g.cell(t, eventType.Name, column)
		t.cells[column.Name] = value
		row.cells[i] = value
	}
	return row
}

// cell makes a value: by what is known of the event type's column, else by the
// column's codes, its name, and its type.
func (g *generator) cell(t *transaction, eventType string, column catalog.Column) string {
	if eventType == "HostnameRedirects" {
		if value, ok := hostnameRedirectCell(t, column.Name); ok {
			return value
		}
	}
	if maker, ok := g.columns[eventType+"."+column.Name]; ok {
		return maker(t)
	}
	if len(column.Codes) > 0 {
		return column.Codes[t.rng.IntN(len(column.Codes))]
	}
	if maker, ok := g.columns[column.Name]; ok {
		return maker(t)
	}
	if column.Name == "EVENT_TYPE" {
		return eventType
	}
	if base, ok := strings.CutSuffix(column.Name, "_DERIVED"); ok {
		return id.Extend(t.cells[base])
	}
	return t.typed(column)
}

// hostnameRedirectCell knows that an event of an unknown visitor leaves most
// columns empty.
func hostnameRedirectCell(t *transaction, column string) (string, bool) {
	switch column {
	case "RUN_TIME":
		return "0", true
	case "MESSAGE":
		if t.rng.IntN(2) == 0 {
			return "Redirected.\nSee \"My Domain\",\nEnhanced Domains", true
		}
		return "", true
	case "USER_ID", "CPU_TIME", "URI", "SESSION_KEY", "LOGIN_KEY", "DOMAIN", "USER_ID_DERIVED", "URI_ID_DERIVED":
		return "", true
	}
	return "", false
}

// typed makes a value of which only type and name are known.
func (t *transaction) typed(column catalog.Column) string {
	if t.rng.IntN(20) == 0 {
		return ""
	}
	switch column.Type {
	case "Number", "Double":
		return t.number(column.Name)
	case "Boolean":
		return choose(t.rng, "1", "0")
	case "Id", "Reference":
		return t.id("0ES")
	case "DateTime":
		return t.when.Format(derivedLayout)
	case "IP":
		return t.user.ip
	case "Url":
		return "https://orgsim.my.salesforce.com" + t.uri
	}
	switch name := column.Name; {
	case strings.HasSuffix(name, "_ID"):
		return t.id("0ES")
	case strings.HasSuffix(name, "_URL"), strings.HasSuffix(name, "_URI"), name == "URL", strings.HasPrefix(name, "REFERRER"), strings.HasSuffix(name, "ORIGIN"):
		return "https://orgsim.my.salesforce.com" + t.uri
	case strings.HasSuffix(name, "_TYPE"):
		return t.entity
	case strings.HasSuffix(name, "TIMESTAMP"):
		return t.when.Format(timestampLayout)
	}
	return choose(t.rng, "", "standard", "Übersicht", "value, with comma", `"quoted"`, "acme__Widget", "none")
}

// number makes a number of the size that a column's name suggests.
func (t *transaction) number(name string) string {
	limit := 100
	switch {
	case strings.Contains(name, "SIZE"), strings.Contains(name, "BYTES"):
		limit = 2_000_000
	case strings.Contains(name, "TIME"), strings.HasSuffix(name, "_MS"), strings.HasSuffix(name, "_END"),
		strings.HasSuffix(name, "_START"), name == "DURATION", name == "EPT":
		limit = 6000
	case strings.Contains(name, "ROWS"), strings.HasSuffix(name, "COUNT"):
		limit = 50_000
	}
	return fmt.Sprint(t.rng.IntN(limit))
}

const (
	timestampLayout = "20060102150405.000"
	derivedLayout   = "2006-01-02T15:04:05.000Z"
)

// id makes a 15-character id.
func (t *transaction) id(prefix string) string {
	return id.Shorten(id.New(prefix, pod, t.rng.Uint64N(1<<40)))
}

// letters makes an opaque text.
func (t *transaction) letters(n int) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[t.rng.IntN(len(alphabet))]
	}
	return string(text)
}

// choose picks one of some values.
func choose(rng *rand.Rand, values ...string) string { return values[rng.IntN(len(values))] }

// byHour splits rows, which are sorted by time, at the hours.
func byHour(rows []logRow) [][]logRow {
	var hours [][]logRow
	for start, i := 0, 1; i <= len(rows); i++ {
		if i == len(rows) || !rows[i].when.Truncate(time.Hour).Equal(rows[start].when.Truncate(time.Hour)) {
			hours = append(hours, rows[start:i])
			start = i
		}
	}
	return hours
}

// byType splits rows by event type, in the order of the names.
func byType(rows []logRow) [][]logRow {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b logRow) int { return cmp.Compare(a.eventType.Name, b.eventType.Name) })
	var groups [][]logRow
	for start, i := 0, 1; i <= len(sorted); i++ {
		if i == len(sorted) || sorted[i].eventType.Name != sorted[start].eventType.Name {
			groups = append(groups, sorted[start:i])
			start = i
		}
	}
	return groups
}
