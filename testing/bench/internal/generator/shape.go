package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// shape is an event that can be built again and again.
type shape struct {
	timestamp time.Time
	fields    object
}

// object is a map that is to be built. Lists are cheaper to go through than maps, so
// that building one costs little more than the map itself.
type object struct {
	values  []value
	objects []member
}

type value struct {
	key   string
	value any
}

type member struct {
	key    string
	object object
}

func (o object) build() map[string]any {
	built := make(map[string]any, len(o.values)+len(o.objects))
	for _, v := range o.values {
		built[v.key] = v.value
	}
	for _, m := range o.objects {
		built[m.key] = m.object.build()
	}
	return built
}

// readShapes reads a file of events, one a line.
func readShapes(path string) ([]shape, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the events to publish: %w", err)
	}
	var shapes []shape
	for line := range bytes.Lines(content) {
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		var event map[string]any
		if err := decoder.Decode(&event); err != nil {
			return nil, fmt.Errorf("reading event %d: %w", len(shapes), err)
		}
		one := shape{timestamp: time.Now()}
		if text, ok := event["@timestamp"].(string); ok {
			if one.timestamp, err = time.Parse(time.RFC3339, text); err != nil {
				return nil, fmt.Errorf("reading event %d: %w", len(shapes), err)
			}
		}
		delete(event, "@timestamp")
		one.fields = objectOf(event)
		shapes = append(shapes, one)
	}
	if len(shapes) == 0 {
		return nil, fmt.Errorf("%s has no events", path)
	}
	return shapes, nil
}

func objectOf(from map[string]any) object {
	var o object
	for key, content := range from {
		if inner, ok := content.(map[string]any); ok {
			o.objects = append(o.objects, member{key, objectOf(inner)})
			continue
		}
		o.values = append(o.values, value{key, typed(content)})
	}
	return o
}

// typed returns a value in the type that an input gives it.
func typed(content any) any {
	switch content := content.(type) {
	case json.Number:
		if whole, err := content.Int64(); err == nil && !strings.ContainsAny(content.String(), ".eE") {
			return whole
		}
		number, _ := content.Float64() // JSON has no number that is none
		return number
	case []any:
		var texts []string
		for _, one := range content {
			texts = append(texts, fmt.Sprint(one))
		}
		return texts
	}
	return content
}
