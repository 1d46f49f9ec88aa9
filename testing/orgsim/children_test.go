package orgsim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// addFamilies adds a parent for each number, with so many children.
func (c *client) addFamilies(sizes ...int) {
	c.t.Helper()
	for i, size := range sizes {
		parent, err := c.org.AddRecord("Parent__c", map[string]any{"Name": fmt.Sprint("p", i)})
		if err != nil {
			c.t.Fatal(err)
		}
		for kid := range size {
			if _, err := c.org.AddRecord("Kid__c", map[string]any{"Name": fmt.Sprintf("k%d.%d", i, kid), "Parent__c": parent}); err != nil {
				c.t.Fatal(err)
			}
		}
	}
}

// A kidPage is a page of children.
type kidPage struct {
	TotalSize      int
	Done           bool
	NextRecordsURL string
	Records        []struct{ Name string }
}

func TestChildrenHavePagesOfTheirOwn(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, PageSize: 2})
	c.addFamilies(0, 1, 2, 5)
	got := map[string][]string{}
	for _, record := range c.records("SELECT Name, (SELECT Name FROM kids__r ORDER BY Name) FROM Parent__c p") {
		name := record["Name"].(string)
		got[name] = nil
		if record["Kids__r"] == nil {
			continue
		}
		var page kidPage
		text, err := json.Marshal(record["Kids__r"])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &page); err != nil {
			t.Fatal(err)
		}
		total := page.TotalSize
		for {
			for _, kid := range page.Records {
				got[name] = append(got[name], kid.Name)
			}
			if page.TotalSize != total || page.Done != (page.NextRecordsURL == "") || len(page.Records) > 2 {
				t.Fatalf("a page of children of %s is %+v", name, page)
			}
			if page.Done {
				break
			}
			next := c.get(page.NextRecordsURL)
			page = kidPage{}
			if err := json.Unmarshal([]byte(next.body), &page); err != nil {
				t.Fatal(err)
			}
		}
		if total != len(got[name]) {
			t.Errorf("%s has %d children, totalSize is %d", name, len(got[name]), total)
		}
	}
	want := map[string][]string{"p0": nil, "p1": {"k1.0"}, "p2": {"k2.0", "k2.1"}, "p3": {"k3.0", "k3.1", "k3.2", "k3.3", "k3.4"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("children differ (-want +got):\n%s", diff)
	}
}

func TestChildrenAreWrittenAsSalesforceDoes(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.addFamilies(1, 0)
	got := c.query("SELECT Name, (SELECT Name FROM Kids__r WHERE Name LIKE 'k%' LIMIT 1) FROM Parent__c").body
	const url = "/services/data/v62.0/sobjects/"
	kid := `{"attributes":{"type":"Kid__c","url":"` + url + `Kid__c/a025j0000000001AAA"},"Name":"k0.0"}`
	want := `{"totalSize":2,"done":true,"records":[` +
		`{"attributes":{"type":"Parent__c","url":"` + url + `Parent__c/a015j0000000001AAA"},"Name":"p0","Kids__r":{"totalSize":1,"done":true,"records":[` + kid + `]}},` +
		`{"attributes":{"type":"Parent__c","url":"` + url + `Parent__c/a015j0000000002AAA"},"Name":"p1","Kids__r":null}]}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answer differs (-want +got):\n%s", diff)
	}
}

func TestQueriesOfChildrenThatAreRefused(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	for query, want := range map[string]string{
		"SELECT Id, (SELECT Id FROM Kids) FROM Parent__c":                              "INVALID_TYPE: Didn't understand relationship 'Kids'",
		"SELECT Id, (SELECT Id FROM Kids__r) FROM LoginEvent":                          "INVALID_TYPE: Didn't understand relationship 'Kids__r'",
		"SELECT Id, (SELECT Nope FROM Kids__r) FROM Parent__c":                         "INVALID_FIELD: No such column 'Nope' on entity 'Kid__c'",
		"SELECT Id, (SELECT COUNT() FROM Kids__r) FROM Parent__c":                      "MALFORMED_QUERY: aggregate functions are not supported",
		"SELECT Id, (SELECT Id, (SELECT Id FROM Kids__r) FROM Kids__r) FROM Parent__c": "MALFORMED_QUERY: unexpected token: '('",
		"SELECT Id, (SELECT Id FROM Kids__r FROM Parent__c":                            "MALFORMED_QUERY: unexpected token: 'FROM'",
		"SELECT Id FROM Parent__c)":                                                    "MALFORMED_QUERY: unexpected token: ')'",
	} {
		response := c.query(query)
		code, message := response.refusal(t)
		if wantCode, wantMessage, _ := strings.Cut(want, ": "); response.status != http.StatusBadRequest || code != wantCode || !strings.Contains(message, wantMessage) {
			t.Errorf("%s is refused with %d, %s, %q, want %s", query, response.status, code, message, want)
		}
	}
}
