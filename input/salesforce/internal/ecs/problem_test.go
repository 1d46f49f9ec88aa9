package ecs

import (
	"bytes"
	"testing"
	"time"
)

func TestAProblemIsAddedToAnEvent(t *testing.T) {
	event := mapRow(t, LogFile{EventType: "Login"}, map[string]string{"CPU_TIME": "x"})
	event.AddProblem(TagMalformedRow, "bare quote")
	event.AddProblem(TagMalformedRow, "bare quote again")
	conforms(t, event)
	wantLeaves(t, event, map[string]any{
		"tags":          []string{"salesforce_malformed_row"},
		"error.message": []string{"cpu_time: not a whole number", "bare quote", "bare quote again"},
	})
	var empty Event
	empty.AddProblem(TagRaggedRow, "nothing there")
	wantLeaves(t, empty, map[string]any{"tags": []string{TagRaggedRow}, "error.message": []string{"nothing there"}})
}

func TestQuarantinedFileIsAnEvent(t *testing.T) {
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	event := NewMapper(Options{}).Quarantined(testOrg, LogFile{ID: "0AT1", EventType: "Login"}, "id-1", bytes.ErrTooLarge, now)
	conforms(t, event)
	if !event.Timestamp.Equal(now) || event.ID != "id-1" {
		t.Errorf("%v", event)
	}
	wantLeaves(t, event, map[string]any{
		"event.kind": "pipeline_error", "event.action": "log-file-set-aside", "event.dataset": "salesforce.login",
		"event.category": nil, "salesforce.log_file.id": "0AT1", "tags": []string{"salesforce_log_file_set_aside"},
		"error.message": []string{"bytes.Buffer: too large"}, "message": "log file 0AT1 of event type Login is quarantined",
	})
}
