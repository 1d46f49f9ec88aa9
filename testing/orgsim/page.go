package orgsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
)

// A page is a part of a result.
type page struct {
	result     *engine.Result
	version    int
	locator    string
	start, end int
	// odd is the form of the fault that makes it lead to a wrong page, or nothing.
	odd string
}

// writePage answers with a page.
func writePage(w http.ResponseWriter, r *http.Request, p page) {
	var body bytes.Buffer
	p.write(&body)
	writeBody(w, r, http.StatusOK, contentTypeJSON, body.Bytes())
}

// write writes a page. The keys come in Salesforce's order, and the fields of a
// record in the order of the SELECT list.
func (p page) write(body *bytes.Buffer) {
	last := p.end == len(p.result.Records)
	fmt.Fprintf(body, `{"totalSize":%d,"done":%t,`, p.result.Total, last || p.odd == "done")
	if !last && p.odd != "nowhere" {
		fmt.Fprintf(body, `"nextRecordsUrl":"%s/query/%s",`, versionURL(p.version), p.next())
	}
	body.WriteString(`"records":[`)
	for i, record := range p.result.Records[p.start:p.end] {
		if i > 0 {
			body.WriteByte(',')
		}
		writeRecord(body, record, p.result, p.version)
	}
	body.WriteString("]}")
}

// next is the locator of the page that follows, with how many records come before it.
func (p page) next() string {
	locator, start := p.locator, p.end
	switch p.odd {
	case "itself":
		start = p.start
	case "unknown":
		locator = strings.Repeat("0", len(locator))
	}
	return locator + "-" + strconv.Itoa(start)
}

// writeRecord writes a record with its attributes.
func writeRecord(body *bytes.Buffer, record engine.Record, result *engine.Result, version int) {
	url := recordURL(result.Object, record, version)
	if result.Aggregate {
		body.WriteString(`{"attributes":{"type":"AggregateResult"}`)
	} else {
		fmt.Fprintf(body, `{"attributes":{"type":"%s","url":"%s"}`, result.Object.Name, url)
	}
	for _, field := range result.Fields {
		fmt.Fprintf(body, `,"%s":`, field.Name)
		value := record[field.Name]
		if field.Type == engine.Blob {
			value = url + "/" + field.Name
		}
		if kids, ok := value.(children); ok {
			page{result: kids.result, version: version, locator: kids.locator, end: kids.end}.write(body)
			continue
		}
		writeValue(body, value)
	}
	body.WriteByte('}')
}

func recordURL(object *engine.Object, record engine.Record, version int) string {
	id, _ := record["Id"].(string)
	return versionURL(version) + "/sobjects/" + object.Name + "/" + id
}

// dateTimeLayout is how Salesforce writes a dateTime.
const dateTimeLayout = "2006-01-02T15:04:05.000-0700"

func writeValue(body *bytes.Buffer, value any) {
	switch value := value.(type) {
	case time.Time:
		body.WriteString(`"` + value.UTC().Format(dateTimeLayout) + `"`)
	case float64:
		body.WriteString(formatDouble(value))
	default:
		text, err := json.Marshal(value)
		if err != nil {
			text = []byte("null")
		}
		body.Write(text)
	}
}

// formatDouble writes a double as Java does: always with a fraction, and with
// an exponent from ten million on.
func formatDouble(value float64) string {
	if value != 0 && (value >= 1e7 || value <= -1e7 || value < 1e-3 && value > -1e-3) {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'E', -1, 64), "E")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		power, _ := strconv.Atoi(exponent)
		return mantissa + "E" + strconv.Itoa(power)
	}
	text := strconv.FormatFloat(value, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}
