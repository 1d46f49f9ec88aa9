package schema

import "testing"

func TestShares(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  Share
	}{{"10%", 0.1}, {" 25 % ", 0.25}, {"0.25", 0.25}, {0.5, 0.5}, {"100%", 1}, {"0.5%", 0.005}} {
		var got Share
		if err := got.Unpack(tt.value); err != nil || got != tt.want {
			t.Errorf("%v is %v, %v", tt.value, got, err)
		}
		var again Share
		if err := again.Unpack(got.String()); err != nil || again != got {
			t.Errorf("%v is written %q", tt.want, got)
		}
	}
	for _, wrong := range []any{"", "much", 10, 1, "1", 0, "0%", -0.5, "101%", "NaN", "NaN%", "Inf%", true, []any{0.5}, map[string]any{}} {
		var got Share
		if err := got.Unpack(wrong); err == nil {
			t.Errorf("%v is taken for %v", wrong, got)
		}
	}
}
