package ecstest

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/mapstr"
	"github.com/google/go-cmp/cmp"
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
	problems := Check(map[string]any{
		"source": map[string]any{"ip": []string{"203.0.113.27", "::1"}, "geo": map[string]any{"location": map[string]any{"lat": 1.5, "lon": -8.0}}},
		"event":  map[string]any{"id": "x", "duration": int64(1)},
		"user":   map[string]any{"risk": int64(3)},
		"salesforce": map[string]any{
			"seen": time.Unix(0, 0), "ok": true, "info": map[string]any{"a": map[string]any{"b": "c", "d": []string{"e"}}},
			"extra": map[string]any{"any": "thing", "nested": map[string]any{"x": []string{"y"}}}, "n": map[string]any{"a": 1.5},
		},
	}, ecsFields, own)
	if len(problems) > 0 {
		t.Error(problems)
	}
}

func TestEveryProblemIsFound(t *testing.T) {
	for _, tt := range []struct {
		fields map[string]any
		want   string // how the one problem begins
	}{
		{map[string]any{"other": "x"}, "other is not declared"},
		{map[string]any{"event": map[string]any{"other": "x"}}, "event.other is not declared"},
		{map[string]any{"event": map[string]any{}}, "event is an empty object"},
		{map[string]any{"event.id": "x"}, `event.id has the key "event.id"`},
		{map[string]any{"": "x"}, ` has the key ""`},
		{map[string]any{"event": map[string]any{"id": int64(1)}}, "event.id is declared as keyword"},
		{map[string]any{"event": map[string]any{"id": []string{}}}, "event.id is an empty list"},
		{map[string]any{"event": map[string]any{"id": "\xff"}}, "event.id is not valid UTF-8"},
		{map[string]any{"event": map[string]any{"id": map[string]any{"a": "b"}}}, "event.id is an object"},
		{map[string]any{"event": map[string]any{"id": 1}}, "event.id has the Go type int,"},
		{map[string]any{"event": map[string]any{"id": nil}}, "event.id has the Go type <nil>"},
		{map[string]any{"event": map[string]any{"id": mapstr.M{}}}, "event.id has the Go type mapstr.M"},
		{map[string]any{"event": map[string]any{"duration": 1.5}}, "event.duration is declared as long"},
		{map[string]any{"event": map[string]any{"duration": "1"}}, "event.duration is declared as long"},
		{map[string]any{"user": map[string]any{"risk": math.NaN()}}, "user.risk is declared as float"},
		{map[string]any{"source": map[string]any{"ip": "Salesforce.com IP"}}, "source.ip is declared as ip"},
		{map[string]any{"source": map[string]any{"ip": []string{"::1", "fe80::1%eth0"}}}, "source.ip is declared as ip"},
		{map[string]any{"source": map[string]any{"geo": map[string]any{"location": map[string]any{"lat": 91.0, "lon": 0.0}}}}, "source.geo.location is declared as geo_point"},
		{map[string]any{"source": map[string]any{"geo": map[string]any{"location": map[string]any{"lat": 1.0}}}}, "source.geo.location is declared as geo_point"},
		{map[string]any{"salesforce": map[string]any{"seen": "2026-01-05"}}, "salesforce.seen is declared as date"},
		{map[string]any{"salesforce": map[string]any{"ok": "true"}}, "salesforce.ok is declared as boolean"},
		{map[string]any{"salesforce": map[string]any{"ok": time.Unix(0, 0)}}, "salesforce.ok is declared as boolean"},
		{map[string]any{"salesforce": map[string]any{"info": map[string]any{"a": int64(1)}}}, "salesforce.info.a is declared as flattened"},
		{map[string]any{"salesforce": map[string]any{"extra": map[string]any{"a": int64(1)}}}, "salesforce.extra.a is declared as keyword"},
		{map[string]any{"salesforce": map[string]any{"n": map[string]any{"a": "1"}}}, "salesforce.n.a is declared as double"},
		{map[string]any{"salesforce": map[string]any{"odd": "x"}}, "salesforce.odd is declared as histogram"},
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
	event := map[string]any{"salesforce": map[string]any{
		"login": map[string]any{"time": int64(1), "text": "x", "list": []string{"y"}, "whole": int64(2), "share": 0.5, "flag": true},
		"new":   map[string]any{"inner": map[string]any{"text": "x"}}, "text": map[string]any{"a": "b"}, "info": map[string]any{"a": "b"},
	}}
	if problems := Check(event, nil, dynamicOwn); len(problems) > 0 {
		t.Error(problems)
	}
	for _, tt := range []struct {
		fields map[string]any // below salesforce
		want   string         // how the one problem begins
	}{
		{map[string]any{"login": map[string]any{"time": "x"}}, "salesforce.login.time is declared as long"},
		{map[string]any{"login": "x"}, "salesforce.login is not declared"},
		{map[string]any{"text": "x"}, "salesforce.text is not declared"},
		{map[string]any{"text": map[string]any{"a": true}}, "salesforce.text.a is declared as text"},
		{map[string]any{"object": map[string]any{"a": "b"}}, "salesforce.object is an object"},
		{map[string]any{"new": map[string]any{"time": time.Unix(0, 0)}}, "salesforce.new.time is declared as dynamic"},
		{map[string]any{"new": map[string]any{"share": math.Inf(1)}}, "salesforce.new.share is declared as dynamic"},
		{map[string]any{"new": map[string]any{"text": "\xff"}}, "salesforce.new.text is not valid UTF-8"},
		{map[string]any{"new": map[string]any{}}, "salesforce.new is an empty object"},
	} {
		problems := Check(map[string]any{"salesforce": tt.fields}, nil, dynamicOwn)
		if len(problems) != 1 || !strings.HasPrefix(problems[0], tt.want) {
			t.Errorf("%v: %q, want %q", tt.fields, problems, tt.want)
		}
	}
	for _, name := range []string{"other", "salesforce"} {
		if problems := Check(map[string]any{name: "x"}, nil, dynamicOwn); len(problems) != 1 {
			t.Errorf("%s: %q", name, problems)
		}
	}
}

func TestProblemsAreInTheOrderOfTheirNames(t *testing.T) {
	got := Check(map[string]any{"b": "x", "a": "x"}, nil, nil)
	if diff := cmp.Diff([]string{"a is not declared", "b is not declared"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
