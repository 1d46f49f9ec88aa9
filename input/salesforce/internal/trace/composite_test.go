package trace

import (
	"net/http"
	"strings"
	"testing"
)

// A query that is too long for a URL is in the trace all the same, and so is its answer.
func TestACompositeRequestIsTraced(t *testing.T) {
	const token = "00D000000000001!AQEAQsecret"
	post := func(fields int) *http.Request {
		body := `{"allOrNone":false,"compositeRequest":[{"method":"GET","url":"/services/data/v62.0/query?q=SELECT+Id` +
			strings.Repeat("%2C+Field__c", fields) + `","referenceId":"query"}]}`
		request, err := http.NewRequest(http.MethodPost, "https://acme.example/services/data/v62.0/composite", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		return request
	}
	for _, fields := range []int{1, 5000} {
		entries, text := trace(t, newLog(t, nil), answer(200, `{"compositeResponse":[{"body":{"totalSize":7},"httpStatusCode":200}]}`), post(fields))
		if len(entries) != 2 {
			t.Fatalf("%d lines", len(entries))
		}
		sent, _ := entries[0]["http.request.body"].(map[string]any)
		content, _ := sent["content"].(string)
		if !strings.Contains(content, "SELECT+Id%2C+Field__c") || (sent["truncated"] == true) != (fields > 1) || len(content) > shownBytes {
			t.Errorf("%d fields: the request is %.200v", fields, sent)
		}
		if !strings.Contains(text, `totalSize`) || strings.Contains(text, "AQEAQsecret") {
			t.Errorf("the trace is %.500s", text)
		}
	}
}
