package cause

import "testing"

func TestCausesAndRemediesShareTheirNumbers(t *testing.T) {
	for _, tt := range []struct {
		list     List
		why, fix string
	}{
		{nil, "", ""},
		{Only("it rains", "wait"), "it rains", "wait"},
		{List{{"it rains", "wait"}, {"it snows", "shovel"}}, "(1) it rains, or (2) it snows", "(1) wait; (2) shovel"},
	} {
		if why, fix := tt.list.Why(), tt.list.Fix(); why != tt.why || fix != tt.fix {
			t.Errorf("got %q and %q, want %q and %q", why, fix, tt.why, tt.fix)
		}
	}
	for _, list := range []List{AppBlocked(), AppNotInstalled(), AppDenied(), PasswordExpired()} {
		for _, c := range list {
			if c.Why == "" || c.Fix == "" {
				t.Errorf("%+v has no cause or no remedy", c)
			}
		}
	}
}
