package schema

// commonOptions are those that Beats reads of every input, and what Elastic Agent puts
// into the configuration of one. They are known here so that nobody is told that they
// are misspelled; what is in them is not looked at.
var commonOptions = []Option{
	{Name: "type", Type: "string", Required: true, Description: "`salesforce`."},
	{Name: "enabled", Type: "boolean", Default: "true", Description: "Whether to run the input."},
	{Name: "tags", Type: "list of strings", Description: "Tags to add to every event."},
	{Name: "fields", Type: "map", Description: "Fields to add to every event, under `fields`."},
	{Name: "fields_under_root", Type: "boolean", Default: "false", Description: "Whether to put `fields` at the top level of the event."},
	{Name: "processors", Type: "map", Description: "Processors to apply to every event."},
	{Name: "pipeline", Type: "string", Description: "Elasticsearch ingest pipeline. None is needed."},
	{Name: "index", Type: "string", Description: "Index or data stream to use instead of the output's."},
	{Name: "keep_null", Type: "boolean", Default: "false", Description: "Whether to keep fields without a value."},
	{Name: "publisher_pipeline", Type: "map", Description: "`disable_host` is `true` by default: events have no `host.name`, because they did not happen on the collecting host. They have the tag `forwarded`, for which `add_host_metadata` is usually skipped. `disable_host: false` restores the host and adds no tag."},
	{Name: "clean_inactive", Type: "duration", Default: "720h", Description: "How long to keep the state of an input that is not running."},
	{Name: "service", Type: "map", Description: "The `type` in it sets `service.type`."},

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
