package enrich

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
)

func TestPanicInApplyCostsNoEvent(t *testing.T) {
	log := &polltest.Log{}
	d := New(Options{Users: true}, nil, log)
	key, _ := parseID(firstUser)
	d.users.byID[key] = user{text: "short", nameEnd: 200, fullEnd: 300}
	for range 3 {
		d.Apply(map[string]any{"user": map[string]any{"id": firstUser}})
	}
	if got := len(log.Warnings("panic")); got != 1 {
		t.Errorf("%d warnings, want one", got)
	}
	d.users.take(userOf(1)) // nothing is locked
	if _, ok := d.users.find("005Qy0000000001AAA"); !ok {
		t.Error("nothing is known after the panic")
	}
}
