package id_test

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/internal/id"
)

func TestExtendAddsTheChecksumOfRealIDs(t *testing.T) {
	for _, want := range []string{"0ATD000000001bROAQ", "0055j000000utlPAAQ", "003RO0000035WQgYAM", "000000000000000AAA"} {
		if got := id.Extend(want[:15]); got != want {
			t.Errorf("Extend(%q) = %q, want %q", want[:15], got, want)
		}
		if got := id.Shorten(want); got != want[:15] {
			t.Errorf("Shorten(%q) = %q, want %q", want, got, want[:15])
		}
	}
}

func TestNewGrowsAndIsValid(t *testing.T) {
	last := ""
	for _, n := range []uint64{0, 1, 61, 62, 3843, 3844, 1 << 40} {
		got := id.New("0AT", "5j", n)
		if !id.Valid(got) || len(got) != id.Long || got[:6] != "0AT5j0" {
			t.Errorf("New(%d) = %q, not an id of 0AT on 5j", n, got)
		}
		if got[:15] <= last {
			t.Errorf("New(%d) = %q, does not sort after %q", n, got, last)
		}
		last = got[:15]
	}
}

func TestValid(t *testing.T) {
	for text, want := range map[string]bool{
		"0ATD000000001bR": true, "0ATD000000001bROAQ": true, "": false, "0ATD000000001b": false,
		"0ATD000000001bROA": false, "0ATD00000000-bR": false, "0ATD000000001bé": false,
	} {
		if got := id.Valid(text); got != want {
			t.Errorf("Valid(%q) = %t, want %t", text, got, want)
		}
	}
}
