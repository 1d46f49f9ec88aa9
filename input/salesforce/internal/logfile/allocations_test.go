package logfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

const countedRows = 5000

// loginFile is the body of a log file of Login with rows that have much in them.
func loginFile() []byte {
	var file bytes.Buffer
	columns := "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,RUN_TIME,CPU_TIME,URI,SESSION_KEY,LOGIN_KEY,USER_TYPE,REQUEST_STATUS," +
		"DB_TOTAL_TIME,LOGIN_TYPE,BROWSER_TYPE,API_VERSION,USER_NAME,TLS_PROTOCOL,CIPHER_SUITE,TIMESTAMP_DERIVED,USER_ID_DERIVED,CLIENT_IP,LOGIN_STATUS,SOURCE_IP"
	fmt.Fprintf(&file, "\"%s\"\n", strings.ReplaceAll(columns, ",", `","`))
	for n := range countedRows {
		fmt.Fprintf(&file, `"Login","20261121110026.514","req-%d","00D5j0000000001","0055j000000000A","53","46","/aura?a=b","s1","QIy2tQ3ifP7wWRyp","Standard","S",`+
			`"333967820","6","Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0","62.0","jane@orgsim.example","1.2","ECDHE-RSA-AES256-GCM-SHA384",`+
			`"2026-11-21T11:00:26.514Z","0055j000000000AAAQ","203.0.113.19","LOGIN_NO_ERROR","203.0.113.20"`+"\n", n)
	}
	return file.Bytes()
}

func TestAllocationsOfDecoding(t *testing.T) {
	const bound = 1.1 // the text of the row
	file := loginFile()
	polltest.Allocations(t, countedRows, bound, func() {
		decode := newDecoder(bytes.NewReader(file))
		for rows := -1; ; rows++ {
			if _, err := decode.Read(); errors.Is(err, io.EOF) && rows == countedRows {
				return
			} else if err != nil {
				t.Fatalf("row %d: %v", rows, err)
			}
		}
	})
}

// drain takes everything and keeps nothing.
type drain struct{ events int }

func (d *drain) Publish(ecs.Event, state.Cursor) error { d.events++; return nil }
func (d *drain) Advance(state.Cursor) error            { return nil }

func TestAllocationsOfARow(t *testing.T) {
	const bound = 50
	file := loginFile()
	org := polltest.NewOrg(t, orgsim.Options{Empty: true})
	if _, err := org.AddLogFile(orgsim.LogFileSpec{EventType: "Login", Body: file, CreatedDate: time.Now().Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	org.Hook(func(request *http.Request) *http.Response {
		if orgsim.RequestKind(request) != orgsim.RequestLogFile {
			return nil
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(file)), ContentLength: int64(len(file))}
	})
	mapper := ecs.NewMapper(ecs.Options{})
	polltest.Allocations(t, countedRows, bound, func() {
		out := &drain{}
		collector := New(Config{LogInterval: LogIntervalHourly, InitialInterval: 24 * time.Hour, Workers: 1}, org, mapper, state.LogFiles{}, &polltest.Log{})
		if _, err := collector.Poll(context.Background(), out); err != nil {
			t.Fatal(err)
		}
		if out.events != countedRows {
			t.Fatalf("%d events of %d rows", out.events, countedRows)
		}
	})
}

func TestWorkersShareWhatABatchMayHold(t *testing.T) {
	for workers, want := range map[int]int{1: batchRows, 4: batchRows / 4, 1000: leastRows} {
		out := make(chan batch, 1)
		f := &fetch{workers: workers, out: out}
		for range want + 1 {
			if err := f.add(t.Context(), ecs.Event{}, 1); err != nil {
				t.Fatal(err)
			}
		}
		close(out)
		if got := len((<-out).events); got != want {
			t.Errorf("a batch of one of %d workers has %d rows, want %d", workers, got, want)
		}
	}
}
