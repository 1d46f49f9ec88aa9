package orgsim

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/engine"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

// serveObjects answers what is under sobjects: describe calls, records, and the
// bodies of log files.
func (o *Org) serveObjects(w http.ResponseWriter, r *http.Request, c *call) {
	if len(c.path) == 1 {
		o.serveDescribeGlobal(w, r, c)
		return
	}
	object := o.visibleObject(c.path[1], c.version)
	if object == nil {
		writeError(w, r, notFound())
		return
	}
	switch {
	case len(c.path) == 2:
		writeJSON(w, r, http.StatusOK, map[string]any{"objectDescribe": describe(object, c), "recentItems": []string{}})
	case len(c.path) == 3 && c.path[2] == "describe":
		writeJSON(w, r, http.StatusOK, describeFields(withoutField(object, o.hiddenField(r, object)), c))
	case len(c.path) == 3:
		o.serveRecord(w, r, c, object)
	case len(c.path) == 4 && object.Name == "EventLogFile" && c.path[3] == "LogFile":
		o.serveLogFile(w, r, c)
	default:
		writeError(w, r, notFound())
	}
}

// serveDescribeGlobal lists the objects.
func (o *Org) serveDescribeGlobal(w http.ResponseWriter, r *http.Request, c *call) {
	list := []map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(o.objects)) {
		if object := o.visibleObject(name, c.version); object != nil {
			list = append(list, describe(object, c))
		}
	}
	writeJSON(w, r, http.StatusOK, map[string]any{"encoding": "UTF-8", "maxBatchSize": minPageSize, "sobjects": list})
}

// describe says what an object is.
func describe(object *engine.Object, c *call) map[string]any {
	var prefix any
	if object.KeyPrefix != "" {
		prefix = object.KeyPrefix
	}
	return map[string]any{
		"name": object.Name, "label": object.Name, "labelPlural": object.Name, "keyPrefix": prefix, "custom": strings.HasSuffix(object.Name, "__c"),
		"queryable": object.Kind != engine.Stream, "retrieveable": object.Kind == engine.Standard,
		"createable": false, "updateable": false, "deletable": false,
		"urls": map[string]string{
			"sobject":     c.url("sobjects", object.Name),
			"describe":    c.url("sobjects", object.Name, "describe"),
			"rowTemplate": c.url("sobjects", object.Name, "{ID}"),
		},
	}
}

// describeFields says what an object is and has.
func describeFields(object *engine.Object, c *call) map[string]any {
	description := describe(object, c)
	fields := []map[string]any{}
	for _, field := range object.Fields {
		if field.MinVersion > c.version {
			continue
		}
		fields = append(fields, map[string]any{
			"name": field.Name, "label": field.Label, "type": describeType(field), "nillable": field.Name != "Id",
			"filterable": field.Filterable, "sortable": field.Sortable, "createable": false, "updateable": false, "custom": field.Custom,
		})
	}
	description["fields"] = fields
	return description
}

func describeType(field engine.Field) string {
	switch field.Type {
	case engine.ID:
		if field.Name == "Id" {
			return "id"
		}
		return "reference"
	case engine.Boolean:
		return "boolean"
	case engine.Integer:
		return "int"
	case engine.Decimal:
		return "double"
	case engine.Datetime:
		return "datetime"
	case engine.Blob:
		return "base64"
	}
	return "string"
}

// serveRecord answers with all fields of one record.
func (o *Org) serveRecord(w http.ResponseWriter, r *http.Request, c *call, object *engine.Object) {
	if object.KeyPrefix != "" && id.Valid(c.path[2]) {
		for _, record := range o.visibleRecords(object.Name, c.now) {
			if recordID, _ := record["Id"].(string); id.Shorten(recordID) != id.Shorten(c.path[2]) {
				continue
			}
			result := &engine.Result{Object: object}
			for _, field := range object.Fields {
				if field.MinVersion <= c.version {
					result.Fields = append(result.Fields, field)
				}
			}
			var body bytes.Buffer
			writeRecord(&body, record, result, c.version)
			writeBody(w, r, http.StatusOK, contentTypeJSON, body.Bytes())
			return
		}
	}
	writeError(w, r, notFound())
}

// serveLogFile streams the body of a log file in chunks.
func (o *Org) serveLogFile(w http.ResponseWriter, r *http.Request, c *call) {
	version := o.findLogFile(c.path[2], c.now)
	if version == nil || o.options.NoHourlyFiles && version.record["Interval"] != Daily {
		writeError(w, r, notFound())
		return
	}
	content, refusal := o.spoilLogFile(r, c.path[2], version, c.now)
	if refusal != nil {
		writeError(w, r, refusal)
		return
	}
	w.Header().Set("Content-Type", "application/octetstream")
	w.Header().Set("Vary", "Accept-Encoding")
	var body io.Writer = w
	if acceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		compressor := newGzipWriter(w)
		defer compressor.Close()
		body = compressor
	}
	w.WriteHeader(http.StatusOK)
	// Sent at once, the head cannot carry a Content-Length.
	_ = http.NewResponseController(w).Flush()
	_, _ = io.Copy(body, content) // a client that is gone gets no answer
}
