package generator

import (
	"fmt"
	"strconv"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/feature"
	"github.com/elastic/beats/v7/libbeat/publisher/pipetool"
	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"
)

// Name is the type of the input in a stanza.
const Name = "bench_generator"

// settings are the stanza.
type settings struct {
	// Events are the events to publish, in a file.
	Events string `config:"events" validate:"required"`
	// Count is how many events to publish.
	Count int `config:"count" validate:"min=1"`
	// CursorEvery is how many events a cursor comes with one of; 0 is never.
	CursorEvery int `config:"cursor_every"`
	// Normalize leaves Beats' normalisation of events on.
	Normalize bool `config:"normalize"`
}

// Plugin returns the input plugin.
func Plugin(log *logp.Logger, store statestore.States) v2.Plugin {
	return v2.Plugin{
		Name:      Name,
		Stability: feature.Experimental,
		Manager: manager{&cursor.InputManager{
			Logger: log, StateStore: store, Type: Name,
			Configure: func(from *config.C, _ *logp.Logger) ([]cursor.Source, cursor.Input, error) {
				in := &generator{settings: settings{Normalize: true}}
				if err := from.Unpack(&in.settings); err != nil {
					return nil, nil, err
				}
				shapes, err := readShapes(in.settings.Events)
				if err != nil {
					return nil, nil, err
				}
				in.shapes = shapes
				return []cursor.Source{source{}}, in, nil
			},
		}},
	}
}

// manager tells the pipeline whether to normalise.
type manager struct{ *cursor.InputManager }

func (m manager) Create(from *config.C) (v2.Input, error) {
	in, err := m.InputManager.Create(from)
	if err != nil {
		return nil, err
	}
	normalize := true
	if from.HasField("normalize") {
		if normalize, err = from.Bool("normalize", -1); err != nil {
			return nil, err
		}
	}
	return normalizingInput{in, normalize}, nil
}

type normalizingInput struct {
	v2.Input
	on bool
}

func (n normalizingInput) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	return n.Input.Run(ctx, pipetool.WithClientConfigEdit(pipeline, func(c beat.ClientConfig) (beat.ClientConfig, error) {
		c.Processing.EventNormalization = &n.on
		return c, nil
	}))
}

type source struct{}

func (source) Name() string { return "generator" }

type generator struct {
	settings settings
	shapes   []shape
}

func (g *generator) Name() string                             { return Name }
func (g *generator) Test(cursor.Source, v2.TestContext) error { return nil }

// position is the generator's cursor.
type position struct {
	Done int `struct:"done"`
}

func (g *generator) Run(ctx v2.Context, _ cursor.Source, _ cursor.Cursor, out cursor.Publisher) error {
	id := []byte("generated-000000000000")
	for n := range g.settings.Count {
		one := g.shapes[n%len(g.shapes)]
		event := beat.Event{Timestamp: one.timestamp, Fields: one.fields.build()}
		digits := strconv.AppendInt(id[:len(id)-12], 1e11+int64(n), 10)
		event.SetID(string(digits))
		var at any
		if every := g.settings.CursorEvery; every > 0 && (n+1)%every == 0 {
			at = position{n + 1}
		}
		if err := out.Publish(event, at); err != nil {
			return fmt.Errorf("publishing event %d: %w", n, err)
		}
	}
	<-ctx.Cancelation.Done()
	return nil
}
