// Package fieldsyml writes _meta/fields.yml, the description of all fields that
// are not in ECS, from the tables that make the events. Elasticsearch templates
// and the documentation are made from that file.
//
// The same tables give the same bytes, so that a file that is not up to date can
// be told by comparing. It may import ecs and the standard library.
package fieldsyml
