package outputs

import (
	"encoding/json"
	"fmt"
	"net"
	"testing"

	"github.com/elastic/go-lumber/server"
)

func TestLogstashGetsAllRowsThroughAnOutage(t *testing.T) {
	o := startOrg(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	logstash, err := server.NewWithListener(listener, server.V2(true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { logstash.Close() })
	var received inbox
	go func() {
		for batch := range logstash.ReceiveChan() {
			for _, event := range batch.Events {
				document, err := json.Marshal(event)
				if err != nil {
					panic(err) // it was JSON before
				}
				received.add(document, "")
			}
			batch.ACK()
		}
	}()
	l := newLine(t, listener.Addr().String())
	output := fmt.Sprintf("output.logstash: {hosts: [\"%s\"], backoff: {init: 0.1s, max: 0.5s}}", l.address)
	survives(t, o, newBeat(t, o, output), &received, l.outage)
}
