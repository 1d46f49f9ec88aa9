package orgsim_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func (c *client) addLogFile(spec orgsim.LogFileSpec) string {
	c.t.Helper()
	id, err := c.org.AddLogFile(spec)
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

func logFilePath(id string) string {
	return "/services/data/v62.0/sobjects/EventLogFile/" + id + "/LogFile"
}

func TestALogFileIsWrittenAsSalesforceDoes(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	id := c.addLogFile(orgsim.LogFileSpec{
		EventType: "Login", Columns: []string{"EVENT_TYPE", "URL", "RUN_TIME", "NEW"},
		Rows: [][]string{{"Login", `"https://test.local"`, "5", ""}, {"Login", "two\nlines, one cell", "6", "ü"}},
	})
	want := "\"EVENT_TYPE\",\"URL\",\"RUN_TIME\",\"NEW\"\n" +
		"\"Login\",\"\"\"https://test.local\"\"\",\"5\",\"\"\n\"Login\",\"two\nlines, one cell\",\"6\",\"ü\"\n"
	response := c.get(logFilePath(id))
	if response.body != want || response.status != http.StatusOK {
		t.Errorf("status %d, body %q; want %q", response.status, response.body, want)
	}
	if got := response.header.Get("Content-Type"); got != "application/octetstream" {
		t.Errorf("Content-Type is %q", got)
	}
	record := c.records("SELECT FIELDS(STANDARD) FROM EventLogFile WHERE Interval = 'Hourly'")[0]
	delete(record, "attributes")
	stamp := "2026-03-18T12:30:15.000+0000"
	system := "0055j000000001dAAA"
	if diff := cmp.Diff(map[string]any{
		"Id": id, "ApiVersion": 67.0, "CreatedById": system, "CreatedDate": stamp, "EventType": "Login", "Interval": "Hourly", "IsDeleted": false,
		"LastModifiedById": system, "LastModifiedDate": stamp, "LogDate": "2026-03-18T11:00:00.000+0000", "LogFile": logFilePath(id),
		"LogFileContentType": "text/csv", "LogFileFieldNames": "EVENT_TYPE,URL,RUN_TIME,NEW", "LogFileFieldTypes": "String,String,Number,String",
		"LogFileLength": float64(len(want)), "Sequence": 1.0, "SystemModstamp": stamp,
	}, record); diff != "" {
		t.Errorf("record differs (-want +got):\n%s", diff)
	}
	if body := c.query("SELECT LogFileLength FROM EventLogFile WHERE Interval = 'Hourly'").body; !strings.Contains(body, fmt.Sprintf(`"LogFileLength":%d.0}`, len(want))) {
		t.Errorf("LogFileLength is not written as a double: %s", body)
	}
}

func TestLogFileFieldNamesAreCutAt1333Characters(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.addLogFile(orgsim.LogFileSpec{EventType: "New", Columns: slices.Repeat([]string{"COLUMN_NAME"}, 200)})
	record := c.records("SELECT LogFileFieldNames, LogFileFieldTypes FROM EventLogFile WHERE Sequence = 1")[0]
	if names, _ := record["LogFileFieldNames"].(string); len(names) != 1333 || !strings.HasPrefix(names, "COLUMN_NAME,COLUMN_NAME") {
		t.Errorf("LogFileFieldNames has %d characters, want 1333", len(names))
	}
	if types, _ := record["LogFileFieldTypes"].(string); len(types) != 1333 {
		t.Errorf("LogFileFieldTypes has %d characters, want 1333", len(types))
	}
}

func TestWhichIntervalsAQueryGets(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.addLogFile(orgsim.LogFileSpec{EventType: "Login", Interval: orgsim.Daily})
	id := c.addLogFile(orgsim.LogFileSpec{EventType: "Login"})
	c.addLogFile(orgsim.LogFileSpec{EventType: "Login", Sequence: 2})
	for where, want := range map[string]string{
		"": "Daily0", "WHERE EventType = 'Login'": "Daily0", "WHERE Interval = 'Daily'": "Daily0",
		"WHERE Interval = 'Hourly'": "Hourly1 Hourly2", "WHERE Interval != null": "Daily0 Hourly1 Hourly2",
		"WHERE Sequence = 0": "Daily0", "WHERE Sequence >= 0": "Daily0 Hourly1 Hourly2", "WHERE Sequence != 0": "Hourly1 Hourly2",
		"WHERE Id != null": "Daily0 Hourly1 Hourly2", "WHERE EventType = 'Login' AND (Id = null OR LogFileLength > 0)": "Daily0 Hourly1 Hourly2",
		"WHERE Id = '" + id + "'": "Hourly1", "WHERE Id = '" + id[:15] + "'": "Hourly1",
	} {
		var got []string
		for _, record := range c.records("SELECT Interval, Sequence FROM EventLogFile " + where) {
			got = append(got, fmt.Sprint(record["Interval"], record["Sequence"]))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q gets %v, want %s", where, got, want)
		}
	}
}

func TestAnOrgWithoutHourlyFiles(t *testing.T) {
	c := newClient(t, orgsim.Options{NoHourlyFiles: true, Days: 2, RowsPerHour: 10, EventTypes: []string{"Login", "RestApi"}})
	for _, query := range []string{
		"SELECT Id, Interval FROM EventLogFile", "SELECT Id FROM EventLogFile WHERE Interval = 'Daily'", "SELECT Id FROM EventLogFile WHERE Sequence = 0",
	} {
		code, message := c.query(query).refusal(t)
		if code != "INVALID_FIELD" || !strings.Contains(message, "No such column '") || !strings.Contains(message, "' on entity 'EventLogFile'.") {
			t.Errorf("%s is refused with %s %q", query, code, message)
		}
	}
	if got := len(c.records("SELECT Id FROM EventLogFile")); got != 4 {
		t.Errorf("there are %d daily files, want one for each of two types and two days", got)
	}
	if got := len(c.records("SELECT Id FROM EventLogFile WHERE Id != null")); got != 4 {
		t.Errorf("a predicate on Id gets %d files, want 4", got)
	}
}

func TestReplacedAndLateAndOldFiles(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	row := []string{"1"}
	spec := orgsim.LogFileSpec{EventType: "X", Interval: orgsim.Daily, Columns: []string{"A"}, Rows: [][]string{row}}
	id := c.addLogFile(spec)
	if err := c.org.ReplaceLogFile(id, orgsim.LogFileSpec{Columns: spec.Columns, Rows: [][]string{row, row}, CreatedDate: c.clock.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	late := c.addLogFile(orgsim.LogFileSpec{EventType: "Y", Interval: orgsim.Daily, VisibleAt: c.clock.Now().Add(time.Hour), Length: 99})
	check := func(want ...string) {
		t.Helper()
		var got []string
		for _, record := range c.records("SELECT Id, CreatedDate, LogFileLength FROM EventLogFile") {
			got = append(got, fmt.Sprint(record["Id"], " ", record["CreatedDate"], " ", record["LogFileLength"]))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("files differ (-want +got):\n%s", diff)
		}
	}
	check(id + " 2026-03-18T12:30:15.000+0000 8")
	if got := c.get(logFilePath(late)).status; got != http.StatusNotFound {
		t.Errorf("a file that does not show has status %d, want 404", got)
	}
	c.clock.Advance(time.Hour)
	check(id+" 2026-03-18T13:30:15.000+0000 12", late+" 2026-03-18T12:30:15.000+0000 99")
	if got := c.get(logFilePath(id)).body; got != "\"A\"\n\"1\"\n\"1\"\n" {
		t.Errorf("the replaced file is %q", got)
	}
	c.clock.Advance(31 * 24 * time.Hour)
	c.token = c.signIn()
	check()
	if got := c.get(logFilePath(id)).status; got != http.StatusNotFound {
		t.Errorf("a file past its retention has status %d, want 404", got)
	}
}

func TestAddLogFileRefuses(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	for want, spec := range map[string]orgsim.LogFileSpec{
		"no event type":                    {},
		`interval is "Weekly"`:             {EventType: "X", Interval: "Weekly"},
		"row 0 has 1 values for 2 columns": {EventType: "X", Columns: []string{"A", "B"}, Rows: [][]string{{"1"}}},
	} {
		if _, err := c.org.AddLogFile(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v is answered with %v, want an error with %q", spec, err, want)
		}
	}
	if err := c.org.ReplaceLogFile("0AT", orgsim.LogFileSpec{}); err == nil {
		t.Error("a file that is not there is replaced")
	}
	if _, err := c.org.LogFileBody("0AT"); err == nil {
		t.Error("a file that is not there has a body")
	}
}

// TestServedOverTheWire compares what a client of the network gets with what
// the org says it holds.
func TestServedOverTheWire(t *testing.T) {
	c := newClient(t, orgsim.Options{Days: 1, RowsPerHour: 60, FileDelay: -1, DailyDelay: -1})
	server, err := c.org.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer func() {
		transport.CloseIdleConnections()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}()
	truth := c.org.Truth()
	if len(truth.LogFiles) < 100 {
		t.Fatalf("the org holds %d files, want 100 or more", len(truth.LogFiles))
	}
	for i, file := range truth.LogFiles {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+logFilePath(file.ID), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+c.token)
		transport.DisableCompression = i%2 == 0
		response, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if response.ContentLength != -1 || !transport.DisableCompression && !response.Uncompressed {
			t.Errorf("file %s is not sent in chunks or not compressed", file.ID)
		}
		if len(body) != file.Length || body[len(body)-1] != '\n' {
			t.Errorf("file %s has %d bytes, LogFileLength is %d", file.ID, len(body), file.Length)
		}
		rows, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
		if err != nil {
			t.Fatalf("file %s: %v", file.ID, err)
		}
		if diff := cmp.Diff(append([][]string{file.Header}, file.Rows...), rows); diff != "" {
			t.Fatalf("file %s differs (-want +got):\n%s", file.ID, diff)
		}
	}
}

func TestCloseBreaksOffWhatDoesNotEnd(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	entered := make(chan struct{})
	var left atomic.Bool
	c.org.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		close(entered)
		<-r.Context().Done()
		left.Store(true)
		return true
	})
	server, err := c.org.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan error, 1)
	go func() {
		response, err := http.Get(server.URL)
		if err == nil {
			response.Body.Close()
		}
		asked <- err
	}()
	<-entered
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if !left.Load() {
		t.Error("Close did not wait for the request")
	}
	if err := <-asked; err == nil {
		t.Error("a request that was broken off has an answer")
	}
}
