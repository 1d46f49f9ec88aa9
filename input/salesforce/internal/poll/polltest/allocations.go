package polltest

import "testing"

// Allocations compares what a function allocates for each of its items with the bound
// that was recorded. The time that something takes depends on the machine; this does
// not, and tells as early that it has become slower.
func Allocations(t *testing.T, items int, bound float64, run func()) {
	t.Helper()
	if Race {
		t.Skip("the race detector allocates too")
	}
	got := testing.AllocsPerRun(5, run) / float64(items)
	t.Logf("%.2f allocations each, the bound is %.1f", got, bound)
	if got > bound {
		t.Errorf("%.2f allocations each, more than the %.1f that were recorded", got, bound)
	}
}
