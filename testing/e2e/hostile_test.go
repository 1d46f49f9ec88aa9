package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// hostile is what those who are watched can put into the cells of a log file.
var hostile = []string{
	"\x1b[2J\x1b[31mall is well\x1b[0m\x07\x00",
	"line\nfeed\r\nand \"quotes\", \"\",\"\"\n",
	`"}` + "\n" + `{"log.level":"error","message":"forged"}`,
	`=cmd|'/c calc'!A1`, "@SUM(1)", "${path.home}", "%{[message]}", `{{7*7}}`,
	"../../../etc/passwd\x00.csv", "\u202egpj.exe", "\u009b31m", strings.Repeat("A", 200_000),
	`' OR Id != '`, "\xff\xfe", "\u2028\u2029", `\\evil.example\share`,
}

// The tests of this file are named in SECURITY.md.

func TestWhatIsInACellStaysInItsCell(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	start := time.Now().UTC().Add(-3 * time.Hour).Truncate(time.Hour)
	spec := orgsim.LogFileSpec{EventType: "URI", LogDate: start, CreatedDate: start.Add(time.Hour), Columns: []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "URI", "USER_ID", "CLIENT_IP", "@metadata._id", "..", "event.id", "_id"}}
	for _, cell := range hostile {
		row := []string{"URI", start.Format("20060102150405.000")}
		for range spec.Columns[2:] {
			row = append(row, cell)
		}
		spec.Rows = append(spec.Rows, row)
	}
	if _, err := org.AddLogFile(spec); err != nil {
		t.Fatal(err)
	}
	// A type with such a name is listed, and its files are named in the log.
	forged := "Evil\x1b[31m\n{\"log.level\":\"error\",\"message\":\"forged\"}\u202e"
	if _, err := org.AddLogFile(orgsim.LogFileSpec{EventType: forged, LogDate: start, CreatedDate: start.Add(time.Hour), Columns: []string{""}, Rows: [][]string{{"x"}}}); err != nil {
		t.Fatal(err)
	}
	b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	b.Start()
	b.waitForEvents(len(hostile))
	b.waitFor("a word about the other file", func() bool { return strings.Contains(b.Log(), "Evil") })
	b.Stop()

	rows := make(map[string]bool)
	for _, one := range b.events() {
		if one.Salesforce.LogFile.EventType != "URI" {
			continue
		}
		cells, err := csv.NewReader(strings.NewReader(one.Event.Original)).Read()
		if err != nil {
			t.Errorf("event.original %.200q: %v", one.Event.Original, err)
			continue
		}
		rows[cells[2]] = true
		if id := one.Metadata.ID; len(id) != 22 || one.Event.ID != "" && one.Event.ID != id {
			t.Errorf("the event has the ids %.100q and %.100q", id, one.Event.ID)
		}
		for field := range one.Fields {
			if strings.ContainsAny(field, "./\x1b\n") {
				t.Errorf("the event has the field %q", field)
			}
		}
	}
	if len(rows) != len(hostile) {
		t.Errorf("%d rows came of %d", len(rows), len(hostile))
	}
	checkLog(t, b.Log())
}

// checkLog checks that each line is one JSON document, and that none is forged.
func checkLog(t *testing.T, log string) {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(log))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var entry struct {
			Message string `json:"message"`
		}
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil || entry.Message == "forged" {
			t.Errorf("log line %.300q: %v", lines.Text(), err)
		}
		for _, raw := range []string{"\x1b", "\x00", "\u009b", "\u202e"} {
			if bytes.Contains(lines.Bytes(), []byte(raw)) {
				t.Errorf("log line %.300q has %q", lines.Text(), raw)
			}
		}
	}
}

func TestAPathInAConfigurationShowsNothingOfTheFile(t *testing.T) {
	org := startOrg(t, orgsim.Options{Empty: true})
	secret := filepath.Join(t.TempDir(), "shadow")
	if err := os.WriteFile(secret, []byte("root:$6$hunter2hunter2:19000:0:99999:7:::\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBeat(t, strings.Replace(org.everything("auto"), org.key, secret, 1))
	output, err := b.Command(context.Background(), "test", "salesforce").CombinedOutput()
	if err == nil || !strings.Contains(string(output), "shadow") {
		t.Errorf("a file that is no key is taken as one: %v\n%s", err, output)
	}
	if strings.Contains(string(output), "hunter2") || strings.Contains(b.Log(), "hunter2") {
		t.Errorf("the file's content shows:\n%s", output)
	}
}
