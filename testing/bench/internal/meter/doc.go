// Package meter measures a Filebeat from within, from the first event of its inputs
// to the acknowledgement of the last.
//
// It wraps an input plugin and listens, as the plugin itself does, to what the
// pipeline says of the events: that one was taken, and that some are acknowledged.
// So the end of a run is something that happens, and nobody has to poll for it. What
// a wrapped event costs more is two additions.
//
// The environment says how many events to wait for; without that nothing is
// measured. The report is a line of JSON on standard output.
package meter
