// Package fleet writes what is generated of the Fleet package: of each data stream
// the fields, the template of the stanza, the ingest pipeline and an event as it is in
// Elasticsearch, and the page that Kibana shows. What administrators choose from is in the
// manifests, which are written by hand.
//
// [Older] makes of the whole the package for stacks that do not know its form.
//
// The same tables give the same bytes. It may import ecs, catalog and its samples, a YAML
// library and the standard library.
package fleet
