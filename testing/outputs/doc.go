// Package outputs tests the built binary with each output that Filebeat has, against a
// real counterpart of it: an Elasticsearch bulk API, a Kafka broker, a Logstash, a Redis,
// a file and a pipe. Each counterpart goes away in the middle and comes back, and
// nothing may be lost.
//
// It is a module of its own, because brokers and servers are nothing that users of the
// input should find among its dependencies.
package outputs
