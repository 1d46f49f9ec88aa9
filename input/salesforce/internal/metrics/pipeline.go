package metrics

// Pipeline are the metrics of a source that Beats counts itself, in the same place. They are
// here for their documentation.
var Pipeline = []Metric{
	{Name: "events_pipeline_total", Of: Source, Kind: Total, Help: "events that the source handed to the pipeline, counted by Beats"},
	{Name: "events_pipeline_filtered_total", Of: Source, Kind: Total, Help: "events of the source that processors dropped, counted by Beats"},
	{Name: "events_pipeline_published_total", Of: Source, Kind: Total, Help: "events of the source that the queue accepted, counted by Beats"},
}
