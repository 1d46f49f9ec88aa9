package salesforce

import (
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// selfOf is what an input looks like in the org's own logs.
func selfOf(c stanza.Config, sources []*stanza.Source) ecs.Self {
	objects := c.Events.Enrich.Options().Objects()
	for _, s := range sources {
		if s.Records != nil {
			objects = append(objects, s.Records.Object)
		}
	}
	return ecs.Self{ClientID: c.ClientID(), UserAgent: orgclient.UserAgent(), Objects: objects}
}

// eventOptions says how the input's events are made.
func (in *input) eventOptions(directory *enrich.Directory) ecs.Options {
	options := ecs.Options{PreserveOriginal: in.config.PreserveOriginalEvent, Self: in.self}
	if in.config.Events.Format == stanza.FormatMessage {
		options.Format = ecs.FormatMessage
	}
	// What enrichment adds is redacted like the rest.
	if directory != nil {
		options.Steps = append(options.Steps, directory.Apply)
	}
	if in.redactor != nil {
		options.Steps = append(options.Steps, in.redactor.Apply)
	}
	return options
}
