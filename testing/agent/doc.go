// Package agent tests the binary that an Elastic Agent can run, started as an Agent starts a
// component and talking to a server that speaks the Agent's protocol.
//
// It is a module of its own, because the protocol's package is under the Elastic License,
// and no part of what is built without the tag elastic_agent.
package agent
