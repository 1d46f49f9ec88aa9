package fleet

import (
	"encoding/json"
	"testing"
	"time"
)

// The sequence of an hourly file begins with 1, and the file comes after its rows.
func TestTheSampleOfLogFilesIsOfAFileThatThereCouldBe(t *testing.T) {
	content, err := sampleEvent("log_file")
	if err != nil {
		t.Fatal(err)
	}
	var event struct {
		Timestamp  time.Time `json:"@timestamp"`
		Salesforce struct {
			LogFile struct {
				Interval string
				Sequence int
				Created  time.Time `json:"created_date"`
			} `json:"log_file"`
		}
	}
	if err := json.Unmarshal(content, &event); err != nil {
		t.Fatal(err)
	}
	file := event.Salesforce.LogFile
	if file.Interval != "Hourly" || file.Sequence < 1 || file.Created.Sub(event.Timestamp) < time.Hour {
		t.Errorf("the row of %v is of the file %+v", event.Timestamp, file)
	}
}
