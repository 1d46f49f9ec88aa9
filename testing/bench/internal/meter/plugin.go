package meter

import (
	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/beat"
	"github.com/elastic/beats/v7/libbeat/publisher/pipetool"
	"github.com/elastic/elastic-agent-libs/config"
)

// Wrap returns the plugin with its inputs measured.
func (m *Meter) Wrap(plugin v2.Plugin) v2.Plugin {
	plugin.Manager = manager{plugin.Manager, m}
	return plugin
}

type manager struct {
	v2.InputManager
	meter *Meter
}

func (m manager) Create(from *config.C) (v2.Input, error) {
	in, err := m.InputManager.Create(from)
	if err != nil {
		return nil, err
	}
	return input{in, m.meter}, nil
}

type input struct {
	v2.Input
	meter *Meter
}

func (i input) Run(ctx v2.Context, pipeline beat.PipelineConnector) error {
	return i.Input.Run(ctx, pipetool.WithClientConfigEdit(pipeline, func(c beat.ClientConfig) (beat.ClientConfig, error) {
		c.EventListener = listener{c.EventListener, i.meter}
		return c, nil
	}))
}

type listener struct {
	beat.EventListener
	meter *Meter
}

func (l listener) AddEvent(event beat.Event, published bool) {
	l.EventListener.AddEvent(event, published)
	if published {
		l.meter.add()
	}
}

// ACKEvents lets the input store its cursor first: that belongs to the run.
func (l listener) ACKEvents(count int) {
	l.EventListener.ACKEvents(count)
	l.meter.acknowledge(count)
}
