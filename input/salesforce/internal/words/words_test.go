package words

import (
	"testing"
	"time"
)

func TestListJoinsWords(t *testing.T) {
	for _, test := range []struct {
		words []string
		max   int
		want  string
	}{
		{nil, 0, ""},
		{[]string{"a"}, 0, "a"},
		{[]string{"a", "b"}, 0, "a and b"},
		{[]string{"a", "b", "c"}, 3, "a, b and c"},
		{[]string{"a", "b", "c", "d", "e"}, 3, "a, b, c and 2 more"},
	} {
		if got := List(test.words, test.max); got != test.want {
			t.Errorf("List(%q, %d) is %q, want %q", test.words, test.max, got, test.want)
		}
	}
}

func TestCountWritesNumbersWithCommas(t *testing.T) {
	for n, want := range map[int]string{0: "0 files", 1: "1 file", 999: "999 files", 1234567: "1,234,567 files"} {
		if got := Count(n, "file", "files"); got != want {
			t.Errorf("Count(%d) is %q, want %q", n, got, want)
		}
	}
	if got, want := Thousands(-1000), "-1,000"; got != want {
		t.Errorf("Thousands(-1000) is %q, want %q", got, want)
	}
}

func TestSpanHasTwoUnitsAtMost(t *testing.T) {
	for length, want := range map[time.Duration]string{
		-time.Second: "0s", 59 * time.Second: "59s", 61 * time.Second: "1m 1s", 11*time.Minute + time.Second: "11m",
		2*time.Hour + 3*time.Minute: "2h 3m", 48 * time.Hour: "2d", 50 * time.Hour: "2d 2h",
	} {
		if got := Span(length); got != want {
			t.Errorf("Span(%v) is %q, want %q", length, got, want)
		}
	}
}
