package ecs

import (
	"testing"
	"time"
)

func TestWhatWasCollectedOfAnHourIsAMetric(t *testing.T) {
	hour := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	redacted := NewMapper(Options{Steps: []Step{func(fields map[string]any) { delete(fields["salesforce"].(map[string]any), "instance_url") }}})
	files := redacted.Coverage(testOrg, Coverage{
		Source: "event_log_file", EventType: "Login", Interval: "Hourly", Start: hour, End: hour.Add(time.Hour),
		FirstSeen: hour.Add(5 * time.Hour), LastSeen: hour.Add(6 * time.Hour),
		Files: 2, Sequences: []int{1, 3}, MissingSequences: 1, FilesQuarantined: 1, Bytes: 1000, Rows: 20,
	}, "id-1")
	conforms(t, files)
	if !files.Timestamp.Equal(hour) || files.ID != "id-1" {
		t.Errorf("%v", files)
	}
	wantLeaves(t, files, map[string]any{
		"event.kind": "metric", "event.dataset": "salesforce.coverage", "event.id": "id-1",
		"event.start": "2026-01-05T09:00:00.000Z", "event.end": "2026-01-05T10:00:00.000Z",
		"salesforce.coverage.event_type": "Login", "salesforce.coverage.interval": "Hourly", "salesforce.coverage.source": "event_log_file",
		"salesforce.coverage.files": int64(2), "salesforce.coverage.sequences": []string{"1", "3"}, "salesforce.coverage.sequences_missing": int64(1),
		"salesforce.coverage.files_set_aside": int64(1), "salesforce.coverage.files_gone": int64(0), "salesforce.coverage.bytes": int64(1000), "salesforce.coverage.rows": int64(20),
		"salesforce.coverage.first_seen": "2026-01-05T14:00:00.000Z", "salesforce.coverage.last_seen": "2026-01-05T15:00:00.000Z",
		"salesforce.coverage.object": nil, "salesforce.instance_url": nil,
	})
	records := NewMapper(Options{}).Coverage(testOrg, Coverage{
		Source: "LoginEvent", Object: "LoginEvent", Start: hour, End: hour.Add(time.Hour), FirstSeen: hour, LastSeen: hour, Windows: 12, Records: 7,
	}, "id-2")
	conforms(t, records)
	wantLeaves(t, records, map[string]any{
		"salesforce.coverage.object": "LoginEvent", "salesforce.coverage.windows": int64(12), "salesforce.coverage.records": int64(7),
		"salesforce.coverage.files": nil, "salesforce.instance_url": testOrg.InstanceURL,
	})
}
