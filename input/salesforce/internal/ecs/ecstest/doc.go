// Package ecstest checks events against the fields that ECS and fields.yml
// declare: every leaf has to be declared, and its value has to be one that
// Elasticsearch accepts for the type.
//
// The package imports only the standard library.
package ecstest
