package schema

// commonOptions are those that Beats reads of every input, and what Elastic Agent puts
// into the configuration of one. They are known here so that nobody is told that they
// are misspelled; what is in them is not looked at.
var commonOptions = []Option{
	{Name: "type", Type: "string", Required: true, Description: "`salesforce`."},
	{Name: "enabled", Type: "boolean", Default: "true", Description: "Whether the input is in use."},
	{Name: "tags", Type: "list of strings", Description: "Tags that every event gets."},
	{Name: "fields", Type: "map", Description: "Fields that every event gets, under `fields`."},
	{Name: "fields_under_root", Type: "boolean", Default: "false", Description: "Whether `fields` are put at the top of the event."},
	{Name: "processors", Type: "map", Description: "Processors that every event goes through."},
	{Name: "pipeline", Type: "string", Description: "Ingest pipeline of Elasticsearch; none is needed."},
	{Name: "index", Type: "string", Description: "Index or data stream, in place of the output's."},
	{Name: "keep_null", Type: "boolean", Default: "false", Description: "Whether fields without a value are kept."},
	{Name: "publisher_pipeline", Type: "map", Description: "`disable_host` is `true` by default: events get no `host.name`, because the host that collects is not theirs, and get the tag `forwarded`, for which `add_host_metadata` is usually skipped. `disable_host: false` restores the host and adds no tag."},
	{Name: "clean_inactive", Type: "duration", Default: "720h", Description: "How long the state of an input that does not run is kept."},
	{Name: "service", Type: "map", Description: "`type` becomes `service.type`."},

	{Name: "data_stream", Type: "map"},
	{Name: "dataset", Type: "map"},
	{Name: "namespace", Type: "string"},
	{Name: "policy", Type: "map"},
	{Name: "use_output", Type: "string"},
	{Name: "name", Type: "string"},
	{Name: "revision", Type: "map"},
	{Name: "meta", Type: "map"},
	{Name: "streams", Type: "map"},
	{Name: "package_policy_id", Type: "string"},
	{Name: "condition", Type: "map"},
	{Name: "_module_name", Type: "string"},
	{Name: "_fileset_name", Type: "string"},
}

// CommonOptions returns the options of every Filebeat input that users write.
func CommonOptions() []Option {
	var written []Option
	for _, option := range commonOptions {
		if option.Description != "" {
			written = append(written, option)
		}
	}
	return written
}
