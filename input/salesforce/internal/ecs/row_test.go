package ecs

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestARowWithTooFewCellsIsKeptWithWhatItHas(t *testing.T) {
	event := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "Login"}, []string{"EVENT_TYPE", "RUN_TIME", "USER_NAME"}).
		Map([]string{"Login", "142"}, "row-1", nil)
	conforms(t, event)
	wantLeaves(t, event, map[string]any{
		"salesforce.run_time": int64(142),
		"user.name":           nil,
		"tags":                []string{"salesforce_ragged_row"},
		"error.message":       []string{"row has 2 cells, its header 3"},
	})
}

func TestCellsBeyondTheHeaderAreKept(t *testing.T) {
	long := strings.Repeat("x", longestKeyword+1)
	event := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "Login"}, []string{"EVENT_TYPE"}).
		Map([]string{"Login", "a", "", "b\xff", long}, "row-1", nil)
	conforms(t, event)
	wantLeaves(t, event, map[string]any{
		"salesforce.unparsed.extra_cells":   []string{"a", "", "b\uFFFD"},
		"salesforce.extra_text.extra_cells": long,
		"tags":                              []string{"salesforce_ragged_row"},
		"error.message":                     []string{"row has 5 cells, its header 1"},
	})
}

func TestAnEmptyRowIsAnEvent(t *testing.T) {
	logDate := time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)
	event := NewMapper(Options{}).Rows(Org{}, LogFile{LogDate: logDate}, nil).Map(nil, "row-1", nil)
	conforms(t, event)
	if !event.Timestamp.Equal(logDate) || leaf(event, "event.dataset") != "salesforce.unnamed" {
		t.Errorf("%v", event)
	}
}

func TestAValueThatDoesNotFitCostsOnlyItself(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{
		"CPU_TIME": "61 ms", "RUN_TIME": "slow", "DB_TOTAL_TIME": "1.5", "TIMESTAMP_DERIVED": "today",
		"TIMESTAMP": "20260105031020.117", "USER_NAME": "ana",
	})
	wantLeaves(t, event, map[string]any{
		"salesforce.unparsed": map[string]any{
			"cpu_time": "61 ms", "run_time": "slow", "db_total_time": "1.5", "timestamp_derived": "today",
		},
		"error.message": []string{
			"cpu_time: not a whole number", "db_total_time: not a whole number",
			"run_time: not a whole number", "timestamp_derived: not a time",
		},
		"event.duration": nil,
		"user.name":      "ana",
		"user.email":     nil,
	})
	if want := time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC); !event.Timestamp.Equal(want) {
		t.Errorf("@timestamp %v, want that of TIMESTAMP", event.Timestamp)
	}
}

func TestEveryTypeHasItsMisfits(t *testing.T) {
	for _, tt := range []struct{ eventType, column, value string }{
		{"ApexExecution", "IS_LONG_RUNNING_REQUEST", "perhaps"},
		{"ApexSoap", "LIMIT_USAGE_PERCENT", "all"},
		{"LightningPageView", "PAGE_START_TIME", "-1"},
		{"LightningPageView", "PAGE_START_TIME", "253402300800000"},
		{"TransactionSecurity", "EVENT_TIMESTAMP", "soon"},
		{"Login", "TIMESTAMP", "2026"},
		{"RestApi", "ROWS_PROCESSED", "NaN"},
	} {
		event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: tt.value})
		wantLeaves(t, event, map[string]any{"salesforce.unparsed." + snakeCase(tt.column): tt.value})
		if messages, _ := leaf(event, "error.message").([]string); len(messages) != 1 {
			t.Errorf("%s.%s: error.message %v", tt.eventType, tt.column, messages)
		}
	}
}

func TestTheUserIDHasAlways18Characters(t *testing.T) {
	const plain, other = "005Qy00000Wz9Lm", "005Qy00000Zz1AbIAJ"
	for _, tt := range []struct {
		derived, plain string
		want           any
	}{
		{other, plain, other},
		{plain, "", "005Qy00000Wz9LmIAJ"},
		{"", plain, "005Qy00000Wz9LmIAJ"},
		{"", "", nil},
	} {
		for _, header := range [][]string{{"USER_ID_DERIVED", "USER_ID"}, {"USER_ID", "USER_ID_DERIVED"}} {
			cells := []string{tt.derived, tt.plain}
			if header[0] == "USER_ID" {
				slices.Reverse(cells)
			}
			event := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "Login"}, header).Map(cells, "row-1", nil)
			conforms(t, event)
			wantLeaves(t, event, map[string]any{"user.id": tt.want})
		}
	}
}

func TestTheTimeOfARow(t *testing.T) {
	derived, plain := time.Date(2026, 1, 5, 3, 10, 20, 0, time.UTC), time.Date(2026, 1, 5, 3, 10, 19, 0, time.UTC)
	logDate, created := time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC), time.Date(2026, 1, 5, 4, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		derived, plain string
		file           LogFile
		want           time.Time
	}{
		{"2026-01-05T03:10:20Z", "20260105031019", LogFile{LogDate: logDate}, derived},
		{"", "20260105031019", LogFile{LogDate: logDate}, plain},
		{"", "", LogFile{LogDate: logDate, CreatedDate: created}, logDate},
		{"", "", LogFile{CreatedDate: created}, created},
	} {
		event := mapRow(t, tt.file, map[string]string{"TIMESTAMP_DERIVED": tt.derived, "TIMESTAMP": tt.plain})
		if !event.Timestamp.Equal(tt.want) {
			t.Errorf("%+v: %v", tt, event.Timestamp)
		}
	}
}

func TestTextIsMadeValid(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"USER_NAME": "a\xffb\x00c", "LOGIN_STATUS": " \t", "BROWSER_TYPE": "x%FFy"})
	wantLeaves(t, event, map[string]any{
		"user.name": "a\uFFFDb\x00c", "event.outcome": nil, "user_agent.original": "x\uFFFDy",
	})
}

func TestTheOriginalIsKeptOnRequest(t *testing.T) {
	row := []byte("\"Login\",\"1\xff\"\n")
	for _, preserve := range []bool{false, true} {
		mapper := NewMapper(Options{PreserveOriginal: preserve})
		event := mapper.Rows(testOrg, LogFile{EventType: "Login"}, []string{"EVENT_TYPE", "RUN_TIME"}).Map([]string{"Login", "1"}, "row-1", row)
		want := map[bool]any{false: nil, true: "\"Login\",\"1\uFFFD\"\n"}[preserve]
		wantLeaves(t, event, map[string]any{"event.original": want})

		record := []byte(`{"Id": "0Ym"}`)
		event, err := mapper.Records(testOrg, "SetupAuditTrail").Map(record, "record-1")
		if err != nil {
			t.Fatal(err)
		}
		want = map[bool]any{false: nil, true: string(record)}[preserve]
		wantLeaves(t, event, map[string]any{"event.original": want})
	}
}

func TestURLs(t *testing.T) {
	for _, tt := range []struct {
		uri  string
		want map[string]any // of url; nil: it is none
	}{
		{"/home/home.jsp", map[string]any{"original": "/home/home.jsp", "path": "/home/home.jsp", "extension": "jsp"}},
		{"/one/one.app?a=b.c#x.y", map[string]any{"original": "/one/one.app?a=b.c#x.y", "path": "/one/one.app", "extension": "app", "query": "a=b.c", "fragment": "x.y"}},
		{"/services/data/v62.0", map[string]any{"original": "/services/data/v62.0", "path": "/services/data/v62.0"}},
		{"/a.b/c", map[string]any{"original": "/a.b/c", "path": "/a.b/c"}},
		{"/.hidden", map[string]any{"original": "/.hidden", "path": "/.hidden"}},
		{"/name.", map[string]any{"original": "/name.", "path": "/name."}},
		{"/old.mp4", map[string]any{"original": "/old.mp4", "path": "/old.mp4", "extension": "mp4"}},
		{"/q?a=b?c", map[string]any{"original": "/q?a=b?c", "path": "/q", "query": "a=b?c"}},
		{
			"https://erp.acme.example:8443/api/orders?x=1#y",
			map[string]any{
				"original": "https://erp.acme.example:8443/api/orders?x=1#y", "scheme": "https", "domain": "erp.acme.example",
				"port": int64(8443), "path": "/api/orders", "query": "x=1", "fragment": "y",
			},
		},
		{`"https://test.local.test"`, map[string]any{"original": "https://test.local.test", "scheme": "https", "domain": "test.local.test"}},
		{"http://[::1]/x", map[string]any{"original": "http://[::1]/x", "scheme": "http", "domain": "::1", "path": "/x"}},
		{"https://a b/%zz", map[string]any{"original": "https://a b/%zz"}},
		{"CALLOUT-LOG", nil},
		{"://x", nil},
		{"1x://x", nil},
		{"https://", nil},
	} {
		event := mapRow(t, LogFile{EventType: "URI"}, map[string]string{"URI": tt.uri})
		got, _ := leaf(event, "url").(map[string]any)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", tt.uri, diff)
		}
		if other := leaf(event, "salesforce.uri.uri"); (other == nil) != (tt.want != nil) {
			t.Errorf("%q: salesforce.uri.uri = %v", tt.uri, other)
		}
	}
}

func TestTheURLOfACalloutIsNotItsURI(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "ApexCallout"}, map[string]string{
		"URI": "CALLOUT-LOG", "URL": `"https://erp.acme.example/api"`, "METHOD": "POST", "SUCCESS": "0", "TIME": "301", "RUN_TIME": "0",
		"REQUEST_SIZE": "84", "RESPONSE_SIZE": "-1", "STATUS_CODE": "0", "TYPE": "REST",
	})
	wantLeaves(t, event, map[string]any{
		"url.domain": "erp.acme.example", "salesforce.apex_callout.uri": "CALLOUT-LOG", "http.request.method": "POST",
		"event.outcome": "failure", "event.duration": int64(301e6), "salesforce.apex_callout.time": int64(301),
		"salesforce.run_time": int64(0), "salesforce.apex_callout.success": false,
		"http.request.bytes": int64(84), "http.response.bytes": nil, "salesforce.unparsed": nil,
		"http.response.status_code": nil, "salesforce.apex_callout.status_code": int64(0),
		"event.category": []string{"network"}, "event.type": []string{"connection"}, "event.action": "apex-callout",
	})
}

func TestOtherHomesInECS(t *testing.T) {
	for _, tt := range []struct {
		eventType, column, value string
		want                     map[string]any
	}{
		{"RestApi", "USER_AGENT", "13013200", map[string]any{"user_agent.original": nil, "user_agent.name": "Chrome", "salesforce.user_agent_code": "13013200"}},
		{"RestApi", "STATUS_CODE", "404", map[string]any{"http.response.status_code": int64(404)}},
		{"RestApi", "METHOD", "call", map[string]any{"http.request.method": nil, "salesforce.rest_api.method": "call"}},
		{"RestApi", "MEDIA_TYPE", "application/json", map[string]any{"http.response.mime_type": "application/json"}},
		{"URI", "REFERRER_URI", "/home", map[string]any{"http.request.referrer": "/home"}},
		{"LightningPageView", "OS_NAME", "Windows", map[string]any{"user_agent.os.name": "Windows"}},
		{"LightningPageView", "BROWSER_NAME", "UNKNOWN", map[string]any{"user_agent": nil}},
		{"LightningPageView", "PAGE_START_TIME", "1767582620117", map[string]any{
			"salesforce.page_start_time": time.Date(2026, 1, 5, 3, 10, 20, 117e6, time.UTC),
		}},
		{"ApexUnexpectedException", "EXCEPTION_MESSAGE", "boom", map[string]any{"error.message": []string{"boom"}}},
		{"ApexUnexpectedException", "EXCEPTION_TYPE", "System.MathException", map[string]any{"error.type": "System.MathException"}},
		{"ApexUnexpectedException", "STACK_TRACE", "a\nb", map[string]any{"error.stack_trace": "a\nb"}},
		{"ExternalODataCallout", "STATUS", "1", map[string]any{"event.outcome": "success", "salesforce.external_odata_callout.status": true}},
		{"TransactionSecurity", "POLICY_ID", "0NIQy0000000001", map[string]any{"rule.id": "0NIQy0000000001OAA"}},
		{"Login", "TLS_PROTOCOL", "QUIC", map[string]any{"tls": nil, "salesforce.login.tls_protocol": "QUIC"}},
		{"Login", "LOGIN_URL", "https://acme.example/login", map[string]any{"url.path": "/login", "url.domain": "acme.example"}},
		{"Login", "FORWARDED_FOR_IP", "unknown", map[string]any{"network": nil, "salesforce.login.forwarded_for_ip": "unknown"}},
		{"HostnameRedirects", "PATH", "/login.jsp", map[string]any{"url.path": "/login.jsp", "url.extension": "jsp"}},
		{"UITelemetryNavigationTiming", "DURATION", "1.2345", map[string]any{"event.duration": int64(1234500)}},
		{"CSPViolation", "EVENT_TYPE", "CSPViolation", map[string]any{"event.dataset": "salesforce.csp_violation", "event.code": "CSPViolation"}},
	} {
		event := mapRow(t, LogFile{EventType: tt.eventType}, map[string]string{tt.column: tt.value})
		wantLeaves(t, event, tt.want)
	}
}

func TestEveryEventHasItsOwnMaps(t *testing.T) {
	header := []string{"EVENT_TYPE", "RUN_TIME", "USER_NAME", "NEW"}
	rows := NewMapper(Options{}).Rows(testOrg, LogFile{EventType: "Login", ID: "0AT"}, header)
	cells := []string{"Login", "142", "ana@acme.example", "x"}
	first, second := rows.Map(cells, "1", nil), rows.Map(cells, "1", nil)
	var spoil func(m map[string]any)
	spoil = func(m map[string]any) {
		for key, value := range m {
			if inner, ok := value.(map[string]any); ok {
				spoil(inner)
			}
			m[key] = "spoiled"
		}
	}
	spoil(first.Fields)
	compare(t, rows.Map(cells, "1", nil), second)
	if leaf(second, "salesforce.log_file.id") != "0AT" {
		t.Error("the events share a map")
	}
}

func TestMappersMayBeSharedByGoroutines(t *testing.T) {
	mapper := NewMapper(Options{})
	rows := mapper.Rows(testOrg, LogFile{EventType: "Login"}, []string{"EVENT_TYPE", "USER_NAME", "NEW"})
	records := mapper.Records(testOrg, "LoginEvent")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 50 {
				if event := rows.Map([]string{"Login", "ana", "x"}, "1", nil); leaf(event, "user.name") != "ana" {
					t.Error("a row lost its user")
				}
				if event, err := records.Map([]byte(`{"Username": "ana", "New": {"a": 1}}`), "1"); err != nil || leaf(event, "user.name") != "ana" {
					t.Error("a record lost its user")
				}
			}
		})
	}
	wait.Wait()
}

func wantLeaves(t *testing.T, event Event, want map[string]any) {
	t.Helper()
	paths := make([]string, 0, len(want))
	for path := range want {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if diff := cmp.Diff(want[path], leaf(event, path)); diff != "" {
			t.Errorf("%s: -want +got\n%s", path, diff)
		}
	}
}
