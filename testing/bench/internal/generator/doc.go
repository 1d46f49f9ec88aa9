// Package generator is an input that publishes ready-made events as fast as the
// pipeline takes them: what it reaches is the most that any input of that Filebeat
// can reach with events of that shape.
//
// The shape comes from a file with events as an output wrote them. Each event is a
// map of its own, as it has to be, built from the values in the file with an id and a
// row of its own; nothing is read, decoded or mapped. It is for the benchmark only
// and is not in the product.
package generator
