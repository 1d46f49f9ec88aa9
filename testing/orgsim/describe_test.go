package orgsim_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// A fieldDescription is what describe says of a field.
type fieldDescription struct {
	Name                         string
	Filterable, Sortable, Custom bool
}

func (c *client) describe(object string) []fieldDescription {
	c.t.Helper()
	var description struct{ Fields []fieldDescription }
	if err := json.Unmarshal([]byte(c.get("/services/data/v67.0/sobjects/"+object+"/describe").body), &description); err != nil {
		c.t.Fatal(err)
	}
	return description.Fields
}

// usable are the fields that WHERE and ORDER BY may name.
func (c *client) usable(object string) (filterable, sortable []string) {
	c.t.Helper()
	for _, field := range c.describe(object) {
		if field.Filterable {
			filterable = append(filterable, field.Name)
		}
		if field.Sortable {
			sortable = append(sortable, field.Name)
		}
	}
	return filterable, sortable
}

func TestDescribeSaysWhatQueriesMayName(t *testing.T) {
	c := newClient(t, orgsim.Options{
		Empty: true, NotFilterable: []string{"ReportAnomalyEventStore.CreatedDate"}, NotSortable: []string{"ReportAnomalyEventStore.EventDate"},
	})
	dates := []string{"EventDate", "CreatedDate", "LastModifiedDate", "SystemModstamp", "ChangedDate", "Timestamp", "LoginTime"}
	isDate := func(name string) bool { return !slices.Contains(dates, name) }
	for object, want := range map[string]struct{ filterable, sortable string }{
		"ApiAnomalyEventStore":    {"CreatedDate EventDate LastModifiedDate SystemModstamp", "CreatedDate EventDate LastModifiedDate SystemModstamp"},
		"ReportAnomalyEventStore": {"EventDate LastModifiedDate SystemModstamp", "CreatedDate LastModifiedDate SystemModstamp"},
		"SetupAuditTrail":         {"CreatedDate", "CreatedDate"},
		"LoginEvent":              {"EventDate", "EventDate"},
		"LoginEventLog":           {"Timestamp", "Timestamp"},
		"LoginHistory":            {"LoginTime", "LoginTime"},
		"ActivityFieldHistory":    {"ChangedDate", "ChangedDate"},
		"FieldHistoryArchive":     {"CreatedDate", "CreatedDate"},
	} {
		filterable, sortable := c.usable(object)
		if got := strings.Join(slices.DeleteFunc(filterable, isDate), " "); got != want.filterable {
			t.Errorf("%s has filterable dates %q, want %q", object, got, want.filterable)
		}
		if got := strings.Join(slices.DeleteFunc(sortable, isDate), " "); got != want.sortable {
			t.Errorf("%s has sortable dates %q, want %q", object, got, want.sortable)
		}
	}
	for query, want := range map[string]string{
		"SELECT Id FROM ReportAnomalyEventStore WHERE CreatedDate > 2026-03-01T00:00:00Z": "INVALID_FIELD: field 'CreatedDate' can not be filtered",
		"SELECT Id FROM ReportAnomalyEventStore ORDER BY EventDate":                       "INVALID_FIELD: field 'EventDate' can not be sorted",
		"SELECT Id FROM ActivityFieldHistory WHERE CreatedDate > 2026-03-01T00:00:00Z":    "INVALID_FIELD: field 'CreatedDate' can not be filtered",
		"SELECT Id FROM ActivityFieldHistory ORDER BY SystemModstamp":                     "INVALID_FIELD: field 'SystemModstamp' can not be sorted",
		"SELECT Id FROM FieldHistoryArchive WHERE CreatedDate > 2026-03-01T00:00:00Z":     "BIG_OBJECT_UNSUPPORTED_OPERATION: may name only FieldHistoryType, or FieldHistoryType and ParentId",
		"SELECT Id FROM FieldHistoryArchive ORDER BY CreatedDate DESC":                    "BIG_OBJECT_UNSUPPORTED_OPERATION: ORDER BY CreatedDate",
	} {
		code, message := c.query(query).refusal(t)
		if wantCode, wantMessage, _ := strings.Cut(want, ": "); code != wantCode || !strings.Contains(message, wantMessage) {
			t.Errorf("%s is refused with %s, %q, want %s", query, code, message, want)
		}
	}
	for _, name := range []string{"Nothing.Id", "LoginEvent.Nothing"} {
		if _, err := orgsim.New(orgsim.Options{Empty: true, NotSortable: []string{name}}); err == nil {
			t.Errorf("the unknown field %s was taken", name)
		}
	}
}

func TestABigObjectWithACompositeKey(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	parent := "0015j000000000BAAQ"
	for hour := range 3 {
		if _, err := c.org.AddRecord("FieldHistoryArchive", map[string]any{
			"FieldHistoryType": "Account", "ParentId": parent, "CreatedDate": c.clock.Now().Add(time.Duration(-hour) * time.Hour), "NewValue": string(rune('a' + hour)),
		}); err != nil {
			t.Fatal(err)
		}
	}
	for rest, want := range map[string]string{
		"":                                   "abc",
		"WHERE FieldHistoryType = 'Account'": "abc",
		"WHERE FieldHistoryType = 'Account' AND ParentId = '" + parent + "'":                                  "abc",
		"WHERE FieldHistoryType = 'Account' AND ParentId = '" + parent + "' AND CreatedDate < " + "TODAY":     "",
		"WHERE FieldHistoryType='Account' AND ParentId='" + parent + "' AND CreatedDate<2026-03-18T12:00:00Z": "bc",
	} {
		got := ""
		for _, record := range c.records("SELECT Id, NewValue FROM FieldHistoryArchive " + rest) {
			got += record["NewValue"].(string)
			if record["Id"] != "000000000000000AAA" {
				t.Errorf("a record has Id %v", record["Id"])
			}
		}
		if got != want {
			t.Errorf("%s gives %q, want %q", rest, got, want)
		}
	}
}

func TestAnObjectWithMoreFieldsThanAURLTakes(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	var names []string
	custom := 0
	for _, field := range c.describe("Wide__c") {
		names = append(names, field.Name)
		if field.Custom {
			custom++
		}
	}
	query := "SELECT " + strings.Join(names, ",") + " FROM Wide__c"
	if size := len(url.QueryEscape(query)); len(names) != 675 || size < 23000 || size > 26000 {
		t.Errorf("%d fields make a query of %d bytes, want 675 and about 24,000", len(names), size)
	}
	if status := c.query(query).status; status != http.StatusRequestURITooLong {
		t.Errorf("the query of all fields has status %d, want 414", status)
	}
	if _, err := c.org.AddRecord("Wide__c", map[string]any{"Name": "w", names[len(names)-1]: "last"}); err != nil {
		t.Fatal(err)
	}
	for group, want := range map[string]int{"STANDARD": 675 - custom, "CUSTOM": custom, "ALL": 675} {
		record := c.records("SELECT FIELDS(" + group + ") FROM Wide__c LIMIT 10")[0]
		if got := len(record) - 1; got != want { // without attributes
			t.Errorf("FIELDS(%s) gives %d fields, want %d", group, got, want)
		}
	}
}
