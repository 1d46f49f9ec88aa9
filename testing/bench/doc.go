// Command bench measures how fast Filebeat collects an org with the salesforce
// input, and how fast it could be at most.
//
// Every run is a process of its own that starts with an empty registry, collects a
// known number of rows from an org on localhost, which lives in this process, and
// ends when its output has acknowledged the last of them. The runs of all cases are
// interleaved, round by round, so that what else the machine does falls on all of
// them alike; the figures are medians. What is compared is
//
//   - the ceiling: the generator of internal/generator, which publishes events that
//     were collected before, as fast as the pipeline takes them;
//   - event log files, of short and of long rows, one and several, plain and
//     compressed, and one of a gigabyte, for the memory that it takes;
//   - the records of objects, with and without latency of the org;
//   - two yardsticks: rows as one JSON string in the field message, which is the
//     least that an input can do, and that with decode_json_fields, which is the
//     least that makes fields of it. The generator makes these too, without reading
//     or decoding anything.
//
// Rates are those between the first event and the last acknowledgement; processor
// time is that of the Filebeat, not of the org, though both share the machine. With
// -beat several builds are measured side by side. The binary is built from
// testing/bench/beat: the same inputs and commands as the product, the generator, and
// the meter of internal/meter.
package main
