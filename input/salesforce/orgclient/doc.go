// Package orgclient makes what an input talks to its org with: the REST client with its session
// and its share of the org's requests, the HTTP transport, the trace of requests, and the count
// of requests in Filebeat's registry.
//
// It imports Beats (its version and registry), stanza, and the packages under internal.
// Nothing is sent before the first call.
package orgclient
