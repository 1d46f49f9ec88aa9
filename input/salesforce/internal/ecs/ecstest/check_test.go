package ecstest

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/elastic-agent-libs/mapstr"
)

var (
	ecsFields = map[string]string{
		"source.ip": "ip", "event.id": "keyword", "event.duration": "long", "source.geo.location": "geo_point", "user.risk": "float",
	}
	own = map[string]string{
		"salesforce.seen": "date", "salesforce.ok": "boolean", "salesforce.info": "flattened", "salesforce.extra.*": "keyword",
		"salesforce.n.*": "double", "salesforce.odd": "histogram",
	}
)

func TestAnEventThatConforms(t *testing.T) {
	problems := Check(mapstr.M{
		"source": mapstr.M{"ip": []string{"203.0.113.27", "::1"}, "geo": mapstr.M{"location": mapstr.M{"lat": 1.5, "lon": -8.0}}},
		"event":  mapstr.M{"id": "x", "duration": int64(1)},
		"user":   mapstr.M{"risk": int64(3)},
		"salesforce": mapstr.M{
			"seen": time.Unix(0, 0), "ok": true, "info": mapstr.M{"a": mapstr.M{"b": "c", "d": []string{"e"}}},
			"extra": mapstr.M{"any": "thing", "nested": mapstr.M{"x": []string{"y"}}}, "n": mapstr.M{"a": 1.5},
		},
	}, ecsFields, own)
	if len(problems) > 0 {
		t.Error(problems)
	}
}

func TestEveryProblemIsFound(t *testing.T) {
	for _, tt := range []struct {
		fields mapstr.M
		want   string // how the one problem begins
	}{
		{mapstr.M{"other": "x"}, "other is not declared"},
		{mapstr.M{"event": mapstr.M{"other": "x"}}, "event.other is not declared"},
		{mapstr.M{"event": mapstr.M{}}, "event is an empty object"},
		{mapstr.M{"event.id": "x"}, `event.id has the key "event.id"`},
		{mapstr.M{"": "x"}, ` has the key ""`},
		{mapstr.M{"event": mapstr.M{"id": int64(1)}}, "event.id is declared as keyword"},
		{mapstr.M{"event": mapstr.M{"id": []string{}}}, "event.id is an empty list"},
		{mapstr.M{"event": mapstr.M{"id": "\xff"}}, "event.id is not valid UTF-8"},
		{mapstr.M{"event": mapstr.M{"id": mapstr.M{"a": "b"}}}, "event.id is an object"},
		{mapstr.M{"event": mapstr.M{"id": 1}}, "event.id has the Go type int,"},
		{mapstr.M{"event": mapstr.M{"id": nil}}, "event.id has the Go type <nil>"},
		{mapstr.M{"event": mapstr.M{"id": map[string]any{}}}, "event.id has the Go type map"},
		{mapstr.M{"event": mapstr.M{"duration": 1.5}}, "event.duration is declared as long"},
		{mapstr.M{"event": mapstr.M{"duration": "1"}}, "event.duration is declared as long"},
		{mapstr.M{"user": mapstr.M{"risk": math.NaN()}}, "user.risk is declared as float"},
		{mapstr.M{"source": mapstr.M{"ip": "Salesforce.com IP"}}, "source.ip is declared as ip"},
		{mapstr.M{"source": mapstr.M{"ip": []string{"::1", "fe80::1%eth0"}}}, "source.ip is declared as ip"},
		{mapstr.M{"source": mapstr.M{"geo": mapstr.M{"location": mapstr.M{"lat": 91.0, "lon": 0.0}}}}, "source.geo.location is declared as geo_point"},
		{mapstr.M{"source": mapstr.M{"geo": mapstr.M{"location": mapstr.M{"lat": 1.0}}}}, "source.geo.location is declared as geo_point"},
		{mapstr.M{"salesforce": mapstr.M{"seen": "2026-01-05"}}, "salesforce.seen is declared as date"},
		{mapstr.M{"salesforce": mapstr.M{"ok": "true"}}, "salesforce.ok is declared as boolean"},
		{mapstr.M{"salesforce": mapstr.M{"ok": time.Unix(0, 0)}}, "salesforce.ok is declared as boolean"},
		{mapstr.M{"salesforce": mapstr.M{"info": mapstr.M{"a": int64(1)}}}, "salesforce.info.a is declared as flattened"},
		{mapstr.M{"salesforce": mapstr.M{"extra": mapstr.M{"a": int64(1)}}}, "salesforce.extra.a is declared as keyword"},
		{mapstr.M{"salesforce": mapstr.M{"n": mapstr.M{"a": "1"}}}, "salesforce.n.a is declared as double"},
		{mapstr.M{"salesforce": mapstr.M{"odd": "x"}}, "salesforce.odd is declared as histogram"},
	} {
		problems := Check(tt.fields, ecsFields, own)
		if len(problems) != 1 || !strings.HasPrefix(problems[0], tt.want) {
			t.Errorf("%v: %q, want %q", tt.fields, problems, tt.want)
		}
	}
}

// dynamicOwn declares that any field can be below salesforce.
var dynamicOwn = map[string]string{
	"salesforce.*": "dynamic", "salesforce.login.time": "long", "salesforce.object": "keyword", "salesforce.text.*": "text",
	"salesforce.info": "flattened",
}

func TestADynamicDeclarationTakesWhatIsNotDeclaredOtherwise(t *testing.T) {
	event := mapstr.M{"salesforce": mapstr.M{
		"login": mapstr.M{"time": int64(1), "text": "x", "list": []string{"y"}, "whole": int64(2), "share": 0.5, "flag": true},
		"new":   mapstr.M{"inner": mapstr.M{"text": "x"}}, "text": mapstr.M{"a": "b"}, "info": mapstr.M{"a": "b"},
	}}
	if problems := Check(event, nil, dynamicOwn); len(problems) > 0 {
		t.Error(problems)
	}
	for _, tt := range []struct {
		fields mapstr.M // below salesforce
		want   string   // how the one problem begins
	}{
		{mapstr.M{"login": mapstr.M{"time": "x"}}, "salesforce.login.time is declared as long"},
		{mapstr.M{"login": "x"}, "salesforce.login is not declared"},
		{mapstr.M{"text": "x"}, "salesforce.text is not declared"},
		{mapstr.M{"text": mapstr.M{"a": true}}, "salesforce.text.a is declared as text"},
		{mapstr.M{"object": mapstr.M{"a": "b"}}, "salesforce.object is an object"},
		{mapstr.M{"new": mapstr.M{"time": time.Unix(0, 0)}}, "salesforce.new.time is declared as dynamic"},
		{mapstr.M{"new": mapstr.M{"share": math.Inf(1)}}, "salesforce.new.share is declared as dynamic"},
		{mapstr.M{"new": mapstr.M{"text": "\xff"}}, "salesforce.new.text is not valid UTF-8"},
		{mapstr.M{"new": mapstr.M{}}, "salesforce.new is an empty object"},
	} {
		problems := Check(mapstr.M{"salesforce": tt.fields}, nil, dynamicOwn)
		if len(problems) != 1 || !strings.HasPrefix(problems[0], tt.want) {
			t.Errorf("%v: %q, want %q", tt.fields, problems, tt.want)
		}
	}
	for _, name := range []string{"other", "salesforce"} {
		if problems := Check(mapstr.M{name: "x"}, nil, dynamicOwn); len(problems) != 1 {
			t.Errorf("%s: %q", name, problems)
		}
	}
}

func TestProblemsAreInTheOrderOfTheirNames(t *testing.T) {
	got := Check(mapstr.M{"b": "x", "a": "x"}, nil, nil)
	if diff := cmp.Diff([]string{"a is not declared", "b is not declared"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
