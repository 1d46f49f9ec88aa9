package e2e

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

const (
	millionRows = 1_000_000
	// maxResident is what the process may need at most, whatever the size of a file.
	maxResident = 300 << 20
)

func TestAFileOfAMillionRowsNeedsNoMoreMemoryThanASmallOne(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the peak of a process's memory is read from /proc, which only Linux has")
	}
	org := bigOrg(t, 1, millionRows)
	b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
	b.Start()
	if !b.settles(5*time.Minute, func() bool { return b.count() >= millionRows }) {
		t.Fatalf("%d events of %d rows came", b.count(), millionRows)
	}
	peak := processSize(t, b.Pid(), "VmHWM")
	b.Stop()
	t.Logf("peak resident size %d MiB", peak>>20)
	if peak > maxResident {
		t.Errorf("peak resident size is %d MiB, more than %d", peak>>20, maxResident>>20)
	}
	if got := b.count(); got != millionRows {
		t.Errorf("%d events of %d rows", got, millionRows)
	}
}

// processSize returns a size that Linux tells of a process, in bytes: VmRSS is the resident
// one, and VmHWM the highest that it was.
func processSize(t *testing.T, pid int, name string) int64 {
	t.Helper()
	file, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var kibibytes int64
		if _, err := fmt.Sscanf(lines.Text(), name+": %d kB", &kibibytes); err == nil {
			return kibibytes << 10
		}
	}
	t.Fatalf("the status of the process does not tell %s", name)
	return 0
}
