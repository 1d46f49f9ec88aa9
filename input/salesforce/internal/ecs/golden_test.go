package ecs

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sampleFile is the log file that samples come from.
func sampleFile(eventType string) LogFile {
	hour := time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC)
	return LogFile{
		ID: "0ATQy000001Vb7COAS", EventType: eventType, Interval: "Hourly", Sequence: 1,
		LogDate: hour, CreatedDate: hour.Add(2 * time.Hour), APIVersion: "62.0",
	}
}

func TestGoldenRows(t *testing.T) {
	mapper := NewMapper(Options{})
	for _, eventType := range catalog.EventTypes() {
		t.Run(eventType.Name, func(t *testing.T) {
			header, cells := sample.Row(eventType)
			event := mapper.Rows(testOrg, sampleFile(eventType.Name), header).Map(cells, "9f86d081884c7d659a2fea", nil)
			golden(t, filepath.Join("testdata", "golden", "rows", eventType.Name+".json"), event)
		})
	}
}

func TestGoldenRecords(t *testing.T) {
	mapper := NewMapper(Options{})
	for _, object := range catalog.Objects() {
		t.Run(object.Name, func(t *testing.T) {
			event, err := mapper.Records(testOrg, object.Name).Map(sample.Record(object), "9f86d081884c7d659a2fea")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, filepath.Join("testdata", "golden", "records", object.Name+".json"), event)
		})
	}
}

// golden compares an event with a file, which is how it would be indexed.
func golden(t *testing.T, path string, event Event) {
	t.Helper()
	fields := event.Fields.Clone()
	fields["@timestamp"] = event.Timestamp
	got := indented(t, fields)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got); \"go test -update\" writes it anew\n%s", path, diff)
	}
}

func indented(t *testing.T, fields map[string]any) []byte {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(fields); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
