package managed

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

func unitsAreCollectedChangedAndRemoved(r *rig) {
	files, trail, logins := r.org.rows(), len(r.org.Truth().Records["SetupAuditTrail"]), len(r.org.Truth().Records["LoginEvent"])
	if files == 0 || trail == 0 || logins == 0 {
		r.t.Fatalf("the org holds %d rows, %d changes and %d logins", files, trail, logins)
	}
	first, second := input("input-files", r.org.files(r.org.key)), input("input-objects", r.org.records(r.org.key, "SetupAuditTrail"))
	r.apply(first, second)
	r.waitFor("all rows and records", func() bool { return r.count("") >= files && r.count("SetupAuditTrail") >= trail })
	r.waitForState(first.ID, "HEALTHY", "")
	r.waitForState(second.ID, "HEALTHY", "")
	for _, one := range r.events() {
		r.checkOrigin(one)
	}

	// The policy changes: one object more.
	second.Streams[0] = r.org.records(r.org.key, "SetupAuditTrail", "LoginEvent")
	r.apply(first, second)
	r.waitFor("the records of the object that was added", func() bool { return r.count("LoginEvent") >= logins })

	// A unit goes, the other stays. What grows is collected by the other alone.
	r.apply(second)
	r.waitForState(first.ID, "STOPPED", "")
	stopped := r.org.listings.Load()
	r.org.Grow(200)
	r.waitFor("new records", func() bool { return r.count("LoginEvent") > logins })
	if more := r.org.listings.Load() - stopped; more > 0 {
		r.t.Fatalf("log files were listed %d times by a unit that had stopped", more)
	}

	// It comes back, and goes on where it was.
	r.apply(first, second)
	r.waitFor("polls for log files", func() bool { return r.org.listings.Load() > stopped+1 })
	r.waitForState(first.ID, "HEALTHY", "")
	seen := make(map[string]bool)
	for _, one := range r.events() {
		// A row may be in several files, with the same id.
		if key := one.Salesforce.LogFile.ID + one.Metadata.ID; seen[key] {
			r.t.Fatalf("an event came twice: %+v", one)
		} else {
			seen[key] = true
		}
	}
}

// checkOrigin checks what the Agent puts into an event.
func (r *rig) checkOrigin(one event) {
	r.t.Helper()
	input, stream, dataset := "input-files", "files-1", "salesforce_events.log_file"
	if one.Salesforce.Object != "" {
		input, stream, dataset = "input-objects", "objects-1", "salesforce_events.object"
	}
	switch {
	case one.Metadata.ID == "" || one.Metadata.InputID != input || one.Metadata.StreamID != stream:
		r.t.Fatalf("ids are %+v, want input %s and stream %s", one.Metadata, input, stream)
	case one.DataStream.Type != "logs" || one.DataStream.Dataset != dataset || one.DataStream.Namespace != "acme":
		r.t.Fatalf("data_stream is %+v, want dataset %s", one.DataStream, dataset)
	case one.Metadata.RawIndex != "logs-"+dataset+"-acme":
		r.t.Fatalf("the index is %q", one.Metadata.RawIndex)
	case one.Event.Dataset != dataset:
		r.t.Fatalf("event.dataset is %q, want %q", one.Event.Dataset, dataset)
	case one.Agent.ID != AgentID:
		r.t.Fatalf("agent.id is %q, want %q", one.Agent.ID, AgentID)
	case stream == "files-1" && (one.Labels.Owner != "the team" || !slices.Contains(one.Tags, "mine")):
		r.t.Fatalf("the stream's own processors and tags gave labels %+v and tags %q", one.Labels, one.Tags)
	}
}

func aWrongKeyDegradesUntilItIsReplaced(r *rig) {
	wrong := orgtest.PEM(orgtest.NewKey())
	r.apply(input("input-files", r.org.files(wrong)))
	r.waitForState("input-files", "DEGRADED", "invalid assertion")
	message := r.agent.Health("input-files").Message
	if !strings.Contains(message, "check that the private key matches the certificate") {
		r.t.Errorf("the message has no remedy: %q", message)
	}
	for line := range strings.Lines(wrong) {
		if line = strings.TrimSpace(line); len(line) > 20 && (strings.Contains(message, line) || strings.Contains(r.agent.Log(), line)) {
			r.t.Fatalf("the message %q or the log has a line of the key", message)
		}
	}
	r.apply(input("input-files", r.org.files(r.org.key)))
	r.waitForState("input-files", "HEALTHY", "")
	r.waitFor("all rows", func() bool { return r.count("") >= r.org.rows() })
}

func aWrongStreamFailsAndOthersCollect(r *rig) {
	wrong := r.org.records(r.org.key, "SetupAuditTrail")
	wrong.Source["url"] = "https://acme.lightning.force.com"
	r.apply(input("input-files", r.org.files(r.org.key)), input("input-objects", wrong))
	r.waitForState("input-objects", "FAILED", "acme.my.salesforce.com")
	r.waitFor("all rows", func() bool { return r.count("") >= r.org.rows() })
	r.apply(input("input-files", r.org.files(r.org.key)), input("input-objects", r.org.records(r.org.key, "SetupAuditTrail")))
	r.waitForState("input-objects", "HEALTHY", "")
	r.waitFor("the records", func() bool { return r.count("SetupAuditTrail") >= len(r.org.Truth().Records["SetupAuditTrail"]) })
}

func theWorstOfAUnitIsTold(r *rig) {
	// A unit of two streams: one is well, and one of the other's two objects is not.
	wrong := r.org.records(r.org.key, "SetupAuditTrail", "NoSuchEventStore")
	r.apply(input("input-both", r.org.files(r.org.key), wrong))
	r.waitFor("all rows and records", func() bool {
		return r.count("") >= r.org.rows() && r.count("SetupAuditTrail") >= len(r.org.Truth().Records["SetupAuditTrail"])
	})
	r.waitForState("input-both", "DEGRADED", "NoSuchEventStore")
	if message := r.agent.Health("input-both").Message; !strings.Contains(message, "the object does not exist") || !strings.Contains(message, "check the object's name") {
		r.t.Errorf("the message has no cause, or no remedy: %q", message)
	}
	r.apply(input("input-both", r.org.files(r.org.key), r.org.records(r.org.key, "SetupAuditTrail")))
	r.waitForState("input-both", "HEALTHY", "")
}

func aTraceIsWrittenAndDeleted(r *rig) {
	traces := func() []string {
		paths, err := filepath.Glob(filepath.Join(r.home, "logs", "salesforce", "http-request-trace-*"))
		if err != nil {
			r.t.Fatal(err)
		}
		return paths
	}
	stream := r.org.files(r.org.key)
	trace := map[string]any{"enabled": true, "filename": "http-request-trace-*.ndjson", "maxbackups": 5}
	stream.Source["resource.tracer"] = trace
	r.apply(input("input-files", stream))
	r.waitFor("all rows", func() bool { return r.count("") >= r.org.rows() })
	r.waitFor("a trace", func() bool { return len(traces()) == 1 })
	if name := filepath.Base(traces()[0]); name != "http-request-trace-files-1.ndjson" {
		r.t.Errorf("the trace is called %s", name)
	}
	trace["enabled"] = false
	r.apply(input("input-files", stream))
	r.waitFor("the end of the trace", func() bool { return len(traces()) == 0 })
	r.waitForState("input-files", "HEALTHY", "")
}
