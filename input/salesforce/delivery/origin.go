package delivery

import (
	"slices"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/mapstr"
)

// forwarded is the tag of events that are not of the host that collects them. By
// convention, processors that add this host skip such events.
const forwarded = "forwarded"

// origin says where the events of an input come from.
type origin struct {
	// elsewhere is true unless the stanza says that they are of this host.
	elsewhere bool
	// tagged is true if the stanza adds the tag itself.
	tagged bool
}

// originOf reads a stanza. Beats has checked the types of these options.
func originOf(stanza *conf.C) origin {
	common := struct {
		Tags     []string `config:"tags"`
		Pipeline struct {
			DisableHost *bool `config:"disable_host"`
		} `config:"publisher_pipeline"`
	}{}
	if err := stanza.Unpack(&common); err != nil {
		return origin{elsewhere: true}
	}
	return origin{
		elsewhere: common.Pipeline.DisableHost == nil || *common.Pipeline.DisableHost,
		tagged:    slices.Contains(common.Tags, forwarded),
	}
}

// forwardedTags are the tags of an event that has no others. Its capacity is its length, so
// that a processor that appends to it makes a copy.
var forwardedTags = []string{forwarded}

// mark adds the tag to an event. Beats adds those of the stanza to it.
func (o origin) mark(fields mapstr.M) {
	if !o.elsewhere || o.tagged {
		return
	}
	switch tags := fields["tags"].(type) {
	case nil:
		fields["tags"] = forwardedTags
	case []string:
		if !slices.Contains(tags, forwarded) {
			fields["tags"] = append(slices.Clip(tags), forwarded)
		}
	}
}

// NoHost marks a client whose events are not of this host. Beats' own option is read from
// the stanza alone, after an input has said what it needs, and is false by default.
type NoHost struct{}
