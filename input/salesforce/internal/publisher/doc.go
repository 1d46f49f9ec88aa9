// Package publisher is the one interface between the collectors and what is
// downstream of them.
//
// The input implements it with Filebeat's pipeline and registry, tests with a
// list in memory that acknowledges, or crashes, when it is told to. It imports
// ecs, for what an event is, and state, for what is remembered with it.
package publisher
