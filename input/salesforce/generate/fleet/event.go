package fleet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog/sample"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
)

var org = ecs.Org{ID: "00DQy00000Xk1TbMAJ", InstanceURL: "https://acme.my.example.com"}

// sampleEvent returns an event of a data stream as the product makes it, with what the Agent
// adds.
func sampleEvent(stream string) ([]byte, error) {
	event, err := sampleOf(stream)
	if err != nil {
		return nil, err
	}
	document := event.Fields.Clone()
	dataset := "salesforce_events." + stream
	for name, value := range map[string]any{
		"@timestamp":            event.Timestamp.UTC().Format("2006-01-02T15:04:05.000Z"),
		"agent.id":              "5e0c1d2f-0000-4000-8000-00000000a6e7",
		"agent.name":            "collector.acme.example",
		"agent.type":            "filebeat",
		"data_stream.dataset":   dataset,
		"data_stream.namespace": "default",
		"data_stream.type":      "logs",
		"ecs.version":           "8.0.0",
		"event.dataset":         dataset, // the Agent's word
		"input.type":            "salesforce-events",
		"tags":                  []string{"forwarded", "salesforce-events"},
	} {
		if _, err := document.Put(name, value); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "    ")
	if err := encoder.Encode(mapstr.M(document)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// sampleObjects are the objects whose records are the sample events, by data stream.
var sampleObjects = map[string]string{"object": "SetupAuditTrail", "profile": "LoginEvent", "query": "LoginHistory"}

func sampleOf(stream string) (ecs.Event, error) {
	mapper := ecs.NewMapper(ecs.Options{})
	if name, ok := sampleObjects[stream]; ok {
		object, ok := catalog.ObjectByName(name)
		if !ok {
			return ecs.Event{}, fmt.Errorf("there is no object %q", name)
		}
		return mapper.Records(org, name).Map(sample.Record(object), "q3Rr4cJz0dP1bK8yL7wXnA")
	}
	const name = "Login"
	eventType, ok := catalog.EventTypeByName(name)
	if !ok {
		return ecs.Event{}, fmt.Errorf("there is no event type %q", name)
	}
	header, cells := sample.Row(eventType)
	// The first file of the hour of the row, created some hours later.
	file := ecs.LogFile{
		ID: "0ATQy000001Vb7COAS", EventType: name, Interval: "Hourly", Sequence: 1, APIVersion: "62.0",
		LogDate: time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC), CreatedDate: time.Date(2026, 1, 5, 6, 41, 7, 0, time.UTC),
	}
	return mapper.Rows(org, file, header).Map(cells, "U7psNksOB3OerUcmbUTx5Q", nil), nil
}
