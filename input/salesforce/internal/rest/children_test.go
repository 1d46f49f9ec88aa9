package rest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

const withLines = "SELECT Id, (SELECT Id FROM Lines) FROM Visit__c"

// visits is an org whose visits have lines on several pages, and those have notes.
func visits(w http.ResponseWriter, r *http.Request) {
	child := func(next string, ids ...string) string {
		var lines []string
		for _, id := range ids {
			lines = append(lines, fmt.Sprintf(`{"Id":%q}`, id))
		}
		more := `"done":true`
		if next != "" {
			more = fmt.Sprintf(`"done":false,"nextRecordsUrl":"/services/data/v62.0/query/%s"`, next)
		}
		return fmt.Sprintf(`{"totalSize":4,%s,"records":[%s]}`, more, strings.Join(lines, ","))
	}
	switch strings.TrimPrefix(r.URL.Path, "/services/data/v62.0/query") {
	case "":
		says(200, `{"totalSize":3,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/more","records":[`+
			`{"Id":"1","Text":"nextRecordsUrl","Lines":null},{"Id":"2","Lines":`+child("lines-2", "a", "b")+`,"O'Neil \"x\"":{"y":1}}]}`)(w, r)
	case "/more":
		says(200, `{"totalSize":3,"done":true,"records":[{"Id":"3","Lines":`+child("lines-3", "e")+`}]}`)(w, r)
	case "/lines-2":
		says(200, child("lines-2b", "c"))(w, r)
	case "/lines-2b":
		says(200, child("", "d"))(w, r)
	case "/lines-3":
		says(200, `{"totalSize":1,"done":true,"records":[{"Id":"f","Notes":`+child("notes", "g")+`}]}`)(w, r)
	case "/notes":
		says(200, child("", "h"))(w, r)
	default:
		says(404, "")(w, r)
	}
}

func TestAllPagesOfSubQueriesAreInTheirRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, visits)
		client := org.client()
		first, err := client.Query(t.Context(), withLines)
		if err != nil {
			t.Fatal(err)
		}
		second, err := client.Next(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			`{"Id":"1","Text":"nextRecordsUrl","Lines":null}`,
			`{"Id":"2","Lines":{"totalSize":4,"done":true,"records":[{"Id":"a"},{"Id":"b"},{"Id":"c"},{"Id":"d"}]},"O'Neil \"x\"":{"y":1}}`,
			`{"Id":"3","Lines":{"totalSize":2,"done":true,"records":[{"Id":"e"},{"Id":"f","Notes":{"totalSize":2,"done":true,"records":[{"Id":"g"},{"Id":"h"}]}}]}}`,
		}
		if diff := cmp.Diff(want, append(records(first), records(second)...)); diff != "" {
			t.Error(diff)
		}
		org.want(t, 6, 1)
	})
}

func TestASubQueryWhosePageIsGoneStartsTheQueryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/lines-2b") {
				says(400, `[{"errorCode":"INVALID_QUERY_LOCATOR","message":"invalid query locator"}]`)(w, r)
				return
			}
			visits(w, r)
		})
		_, err := org.client().Query(t.Context(), withLines)
		failure := wantClass(t, err, LocatorLost)
		if !strings.Contains(failure.Operation, "Lines of Visit__c") {
			t.Errorf("got %v", failure)
		}
	})
}

func TestSubQueriesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		org := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
			n++
			lines := fmt.Sprintf(`{"totalSize":9,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/%d","records":[{"Id":"%d%s"}]}`, n, n, strings.Repeat("a", 1<<10))
			if n == 1 {
				lines = `{"totalSize":1,"done":true,"records":[{"Id":"1","Lines":` + lines + `}]}`
			}
			says(200, lines)(w, r)
		})
		client := org.client()
		client.pageLimit = 100 << 10
		_, err := client.Query(t.Context(), withLines)
		wantClass(t, err, QueryTimeout)
		if n > 101 {
			t.Errorf("%d requests", n)
		}
	})
}
