package orgsim_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const hourlyFiles = "SELECT Id, Sequence, LogFileLength, CreatedDate FROM EventLogFile WHERE Interval = 'Hourly'"

// body downloads a log file.
func (c *client) body(id string) response {
	return c.get("/services/data/v62.0/sobjects/EventLogFile/" + id + "/LogFile")
}

// addRows adds a log file of n rows of two values.
func (c *client) addRows(interval string, n int) string {
	c.t.Helper()
	var rows [][]string
	for i := range n {
		rows = append(rows, []string{"Login", fmt.Sprintf("%03d", i)})
	}
	id, err := c.org.AddLogFile(orgsim.LogFileSpec{EventType: "Login", Interval: interval, Columns: []string{"EVENT_TYPE", "USER_ID"}, Rows: rows})
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

func TestWhatLogFilesHold(t *testing.T) {
	head, row := `"EVENT_TYPE","USER_ID"`+"\n", `"Login","000"`+"\n"
	for _, test := range []struct {
		kind   orgsim.FaultKind
		number int
		want   string
		extra  int // what LogFileLength says too many
	}{
		{orgsim.EmptyFile, 0, "", 0},
		{orgsim.HeaderOnly, 0, head, 0},
		{orgsim.RaggedRows, 1, head + `"Login"` + "\n" + `"Login","001","one too many"` + "\n", 0},
		{orgsim.RaggedRows, 0, head + `"Login"` + "\n" + `"Login","001"` + "\n", 0},
		{orgsim.ByteOrderMark, 0, "\ufeff" + head + row + `"Login","001"` + "\n", 0},
		{orgsim.NULBytes, 2, head + "\"Login\",\"0\x0000\"\n" + `"Login","001"` + "\n", 0},
		{orgsim.InvalidUTF8, 0, head + "\"Login\",\"0\xff\xc3(00\"\n" + `"Login","001"` + "\n", 0},
		{orgsim.CRLF, 0, strings.ReplaceAll(head+row+`"Login","001"`+"\n", "\n", "\r\n"), 0},
		{orgsim.BigCell, 5, head + `"Login","0xxxxx00"` + "\n" + `"Login","001"` + "\n", 0},
		{orgsim.DuplicateColumn, 0, `"EVENT_TYPE","USER_ID","USER_ID"` + "\n" + `"Login","000","duplicate"` + "\n" + `"Login","001","duplicate"` + "\n", 0},
		{orgsim.NewColumn, 0, `"EVENT_TYPE","NEW_COLUMN","USER_ID"` + "\n" + `"Login","new","000"` + "\n" + `"Login","new","001"` + "\n", 0},
		{orgsim.WrongLength, 9, head + row + `"Login","001"` + "\n", 9},
	} {
		for _, late := range []bool{false, true} { // before and after the file came
			c := newClient(t, orgsim.Options{Empty: true})
			fault := orgsim.Fault{Kind: test.kind, Number: test.number, EventTypes: []string{"Login"}, Times: 1}
			if late {
				c.addRows(orgsim.Hourly, 2)
			}
			remove := c.inject(fault)
			if !late {
				c.addRows(orgsim.Hourly, 2)
			}
			remove()
			files := c.records(hourlyFiles)
			if len(files) != 1 {
				t.Fatalf("%s: there are %d files", test.kind, len(files))
			}
			got := c.body(fmt.Sprint(files[0]["Id"])).body
			if got != test.want || files[0]["LogFileLength"] != float64(len(test.want)+test.extra) {
				t.Errorf("%s: %q with LogFileLength %v, want %q", test.kind, got, files[0]["LogFileLength"], test.want)
			}
			if held := c.org.Truth().LogFiles[0]; test.kind != orgsim.EmptyFile && (len(held.Header) == 0 || held.Header[0] != "EVENT_TYPE" || len(held.Rows) != strings.Count(got, "\n")-1) {
				t.Errorf("%s: the truth has header %q and %d rows", test.kind, held.Header, len(held.Rows))
			}
			c.addRows(orgsim.Hourly, 2)
			if files := c.records(hourlyFiles); files[1]["LogFileLength"] != float64(len(head+row+row)) {
				t.Errorf("%s changes more than one file: %v", test.kind, files)
			}
		}
	}
}

func TestFilesOfTheFuture(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true})
	c.inject(orgsim.Fault{Kind: orgsim.FutureFile, Times: 1})
	c.addRows(orgsim.Hourly, 2)
	c.addRows(orgsim.Hourly, 2)
	files := c.records(hourlyFiles + " AND CreatedDate > 2026-03-18T13:00:00Z")
	if len(files) != 1 || files[0]["CreatedDate"] != "2999-01-01T00:00:00.000+0000" {
		t.Errorf("the files of the future are %v", files)
	}
	if all := c.records(hourlyFiles); len(all) != 2 || len(c.org.Truth().LogFiles) != 2 {
		t.Errorf("the files are %v", all)
	}
}

func TestAWeekOfSpoiltFiles(t *testing.T) {
	week := func(faults ...orgsim.Fault) orgsim.Truth {
		org, err := orgsim.New(orgsim.Options{Now: newClock().Now, Days: 1, RowsPerHour: 40, Faults: faults})
		if err != nil {
			t.Fatal(err)
		}
		return org.TruthAt(newClock().Now().AddDate(0, 0, 2))
	}
	spoilt := week(orgsim.Fault{Kind: orgsim.BigCell, Probability: 0.3, Times: 2}, orgsim.Fault{Kind: orgsim.InvalidUTF8}, orgsim.Fault{Kind: orgsim.CRLF})
	rows, big, wrong := 0, 0, 0
	for _, file := range spoilt.LogFiles {
		for _, row := range file.Rows {
			rows++
			last := row[len(row)-1]
			if len(last) > 2<<20 {
				big++
			}
			if !utf8.ValidString(last) {
				wrong++
			}
		}
	}
	plain := 0
	for _, file := range week().LogFiles {
		plain += len(file.Rows)
	}
	if rows != plain || big != 2 || wrong == 0 {
		t.Errorf("%d rows are left of %d, %d of them big and %d not UTF-8", rows, plain, big, wrong)
	}
}

func TestLateSequences(t *testing.T) {
	c := newClient(t, orgsim.Options{Empty: true, SessionIdle: 24 * time.Hour})
	c.inject(orgsim.Fault{Kind: orgsim.LateSequence, Fraction: 0.6, Number: 1}, orgsim.Fault{Kind: orgsim.CRLF})
	c.addRows(orgsim.Hourly, 10)
	c.addRows(orgsim.Hourly, 1) // too few to come late
	c.addRows(orgsim.Daily, 10)
	if files := c.records(hourlyFiles); len(files) != 2 {
		t.Errorf("at once there are %d files", len(files))
	}
	c.clock.Advance(5 * time.Hour)
	held := c.org.Truth().LogFiles
	index := slices.IndexFunc(held, func(file orgsim.LogFile) bool { return file.Sequence == 2 })
	if len(held) != 4 || index < 0 {
		t.Fatalf("five hours later there are %d files, the second sequence being %d", len(held), index)
	}
	late, first := held[index], held[0]
	if len(first.Rows) != 6 || len(late.Rows) != 5 || late.Rows[0][1] != "005" || !late.LogDate.Equal(first.LogDate) || !late.CreatedDate.After(first.CreatedDate) {
		t.Errorf("rows %v come first and %v late", first.Rows, late.Rows)
	}
	if body := c.body(late.ID).body; !strings.Contains(body, "\r\n") {
		t.Error("a late sequence does not meet the faults after its own")
	}
}

func TestFilesThatComeAtOnceOrLate(t *testing.T) {
	start := newClock().Now().Truncate(time.Second)
	for _, test := range []struct {
		fault   orgsim.Fault
		created []time.Duration
		shows   func(orgsim.LogFile) bool
	}{
		{orgsim.Fault{Kind: orgsim.SameCreatedDate}, []time.Duration{1785 * time.Second, 1785 * time.Second, 1785 * time.Second}, func(file orgsim.LogFile) bool {
			return file.VisibleAt.Equal(file.CreatedDate)
		}},
		{orgsim.Fault{Kind: orgsim.LateFile, For: time.Hour}, []time.Duration{0, time.Minute, 2 * time.Minute}, func(file orgsim.LogFile) bool {
			return file.VisibleAt.Equal(file.CreatedDate.Add(time.Hour))
		}},
		{orgsim.Fault{Kind: orgsim.LateFile, For: time.Hour, Until: start.Add(time.Minute)}, []time.Duration{0, time.Minute, 2 * time.Minute}, func(file orgsim.LogFile) bool {
			late := file.CreatedDate.Equal(start) // after newer ones
			return late == file.VisibleAt.Equal(file.CreatedDate.Add(time.Hour)) && late != file.VisibleAt.Equal(file.CreatedDate)
		}},
		{orgsim.Fault{Kind: orgsim.LateFile, For: time.Hour, Spread: time.Hour}, []time.Duration{0, time.Minute, 2 * time.Minute}, func(file orgsim.LogFile) bool {
			return file.VisibleAt.After(file.CreatedDate.Add(time.Hour)) && file.VisibleAt.Before(file.CreatedDate.Add(2*time.Hour))
		}},
	} {
		c := newClient(t, orgsim.Options{Empty: true})
		c.inject(test.fault)
		for range 3 {
			c.addRows(orgsim.Hourly, 2)
			c.clock.Advance(time.Minute)
		}
		held := c.org.TruthAt(start.Add(5 * time.Hour)).LogFiles
		for i, file := range held {
			if got := file.CreatedDate.Sub(start); got != test.created[i] || !test.shows(file) {
				t.Errorf("%+v: file %d is created %s after the start and shows at %s", test.fault, i, got, file.VisibleAt)
			}
		}
	}
}

func TestDailyFilesAreReplaced(t *testing.T) {
	for form, want := range map[string]int{"same": 1, "new": 2} {
		c := newClient(t, orgsim.Options{Empty: true, SessionIdle: 24 * time.Hour})
		c.inject(orgsim.Fault{Kind: orgsim.ReplacedFile, Fraction: 0.5, Form: form}, orgsim.Fault{Kind: orgsim.CRLF})
		c.addRows(orgsim.Hourly, 10)
		id := c.addRows(orgsim.Daily, 10)
		before := c.records("SELECT Id, CreatedDate, LogFileLength FROM EventLogFile WHERE Interval = 'Daily'")
		short := c.body(id).body
		c.clock.Advance(6 * time.Hour)
		after := c.records("SELECT Id, CreatedDate, LogFileLength FROM EventLogFile WHERE Interval = 'Daily'")
		if len(before) != 1 || len(after) != 1 || before[0]["CreatedDate"] == after[0]["CreatedDate"] {
			t.Fatalf("%s: the files are %v, and then %v", form, before, after)
		}
		if same := before[0]["Id"] == after[0]["Id"]; same != (want == 1) {
			t.Errorf("%s: the ids are %v and %v", form, before[0]["Id"], after[0]["Id"])
		}
		full := c.body(fmt.Sprint(after[0]["Id"])).body
		if strings.Count(short, "\r\n") != 6 || strings.Count(full, "\r\n") != 11 || after[0]["LogFileLength"] != float64(len(full)) {
			t.Errorf("%s: the bodies are %q and then %q", form, short, full)
		}
		if status := c.body(id).status; status == 200 != (want == 1) {
			t.Errorf("%s: the old file has status %d", form, status)
		}
	}
}

func TestHalfWrittenFiles(t *testing.T) {
	for _, test := range []struct {
		fault orgsim.Fault
		want  string // per download, a minute from the next: short or whole, and the same of LogFileLength
	}{
		{orgsim.Fault{}, "ss ss ss ss"},
		{orgsim.Fault{Each: 2}, "ss ss ww ww"},
		{orgsim.Fault{For: 3 * time.Minute}, "ss ss ss ww"},
		{orgsim.Fault{For: 3 * time.Minute, Each: 2}, "ss ss ww ww"},
		{orgsim.Fault{For: 2 * time.Minute, Each: 3}, "ss ss ww ww"},
		{orgsim.Fault{For: 2 * time.Minute, Form: "final"}, "sw sw ww ww"},
		{orgsim.Fault{For: 2 * time.Minute, Fraction: 0.5}, "ss ss ww ww"},
	} {
		c, id, body := withFile(t, orgsim.Options{}, 1000)
		if test.fault.Form == "" {
			test.fault.Form = "growing"
		}
		test.fault.Kind = orgsim.HalfWritten
		c.inject(test.fault)
		var got []string
		shorts := map[int]bool{}
		for range 4 {
			length, _ := c.records(hourlyFiles)[0]["LogFileLength"].(float64)
			text := c.body(id).body
			state := "w"
			if len(text) < len(body) {
				state, shorts[len(text)] = "s", true
			}
			switch {
			case int(length) == len(body):
				state += "w"
			case int(length) == len(text):
				state += "s"
			}
			if !bytes.HasPrefix(body, []byte(text)) {
				t.Errorf("%+v: the body is not a part of the whole", test.fault)
			}
			got = append(got, state)
			c.clock.Advance(time.Minute)
		}
		if got := strings.Join(got, " "); got != test.want || len(shorts) != 1 || test.fault.Fraction > 0 && !shorts[len(body)/2] {
			t.Errorf("%+v: downloads are %s of lengths %v, want %s", test.fault, got, shorts, test.want)
		}
	}
}

func TestFilesThatVanish(t *testing.T) {
	for form, want := range map[string]string{"gone": "404 404 404 0", "back": "404 404 200 1"} {
		c, id, _ := withFile(t, orgsim.Options{}, 100)
		c.inject(orgsim.Fault{Kind: orgsim.Vanish, Form: form, Times: 2})
		if len(c.records(hourlyFiles)) != 1 {
			t.Errorf("%s: the file is not listed before it vanishes", form)
		}
		response := c.body(id)
		if code, _ := response.refusal(t); code != "NOT_FOUND" {
			t.Errorf("%s: %s", form, response.body)
		}
		got := fmt.Sprint(response.status, c.body(id).status, c.body(id).status, len(c.records(hourlyFiles)))
		if got != want || len(c.org.Truth().LogFiles) != len(c.records(hourlyFiles)) {
			t.Errorf("%s: statuses and files are %s, want %s", form, got, want)
		}
	}
}

func TestPoison(t *testing.T) {
	for form, want := range map[string]int{"500": 500, "garbage": 200} {
		c, id, body := withFile(t, orgsim.Options{}, 100)
		other := c.addRows(orgsim.Hourly, 1)
		remove := c.inject(orgsim.Fault{Kind: orgsim.Poison, Form: form, Files: []string{id}})
		first := c.body(id)
		for range 3 {
			again := c.body(id)
			if again.status != want || again.body != first.body || again.body == string(body) || want == 200 && len(again.body) != len(body) {
				t.Errorf("%s: status %d, %q", form, again.status, again.body)
			}
		}
		if status := c.body(other).status; status != 200 {
			t.Errorf("%s: another file has status %d", form, status)
		}
		if remove(); c.body(id).body != string(body) {
			t.Errorf("%s: the file is poisoned for good", form)
		}
	}
}
