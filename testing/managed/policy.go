package managed

import "encoding/json"

// AgentID is the id that the Agent has.
const AgentID = "5e0c1d2f-0000-4000-8000-00000000a6e7"

// Policy is what an Agent has a component do, as far as the tests need it.
type Policy struct {
	// Output is the output with its type.
	Output map[string]any `json:"output"`
	Inputs []Input        `json:"inputs"`
}

// Input is an input of a policy, which becomes a unit.
type Input struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	Namespace string   `json:"namespace"`
	Streams   []Stream `json:"streams"`
}

// Stream is a stream of an input, which becomes a stanza.
type Stream struct {
	ID      string `json:"id"`
	Dataset string `json:"dataset"`
	// Source is all else that the policy says of the stream.
	Source map[string]any `json:"source"`
}

// Full is the stream as it stands in a policy.
func (s Stream) Full() map[string]any {
	full := map[string]any{"id": s.ID, "data_stream": map[string]any{"dataset": s.Dataset, "type": "logs"}}
	for key, value := range Plain(s.Source) {
		full[key] = value
	}
	return full
}

// Full is the input as it stands in a policy.
func (i Input) Full() map[string]any {
	streams := make([]any, len(i.Streams))
	for n, stream := range i.Streams {
		streams[n] = stream.Full()
	}
	return map[string]any{
		"id": i.ID, "type": i.Type, "revision": 1, "use_output": "default",
		"data_stream": map[string]any{"namespace": i.Namespace}, "streams": streams,
	}
}

// Plain copies a value, and leaves in it no types but those of JSON.
func Plain(value map[string]any) map[string]any {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // a test's own literal
	}
	var copied map[string]any
	if err := json.Unmarshal(encoded, &copied); err != nil {
		panic(err)
	}
	return copied
}

// Health is what an Agent was told of a unit last: HEALTHY, DEGRADED, FAILED and so on, or
// STOPPED of one that the policy has no more.
type Health struct {
	State, Message string
}

// Agent runs a salesforcebeat.
type Agent interface {
	// Apply has it do what a policy says.
	Apply(Policy)
	// Health returns what the beat said of an input.
	Health(input string) Health
	// Stop ends the beat. It returns an error if that did not end well.
	Stop() error
	// Log returns the beat's log.
	Log() string
}
