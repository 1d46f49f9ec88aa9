// Package fleetpackage writes what is made from tables in the Fleet package: the fields
// of its data streams, and an event of each as it is in Elasticsearch.
//
// The same tables give the same bytes. It may import ecs, catalog and its samples, and
// the standard library.
package fleetpackage
