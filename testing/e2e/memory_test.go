package e2e

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
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

// maxResidentOfLongRows is what the process may need at most, however long a row is.
const maxResidentOfLongRows = 250 << 20

// Each file has 80 MiB of rows and a few hundred kilobytes on the wire.
func TestRowsOfAnyLengthFitIntoTheMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the peak of a process's memory is read from /proc, which only Linux has")
	}
	for _, tt := range []struct {
		name        string
		rows, bytes int
	}{
		{"100 KiB", 800, 100 << 10},
		{"2 MiB", 40, 2 << 20},
		{"7 MiB", 12, 7 << 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			org := startOrg(t, orgsim.Options{Empty: true})
			for file := range 4 {
				start := time.Now().UTC().Add(-time.Duration(3+file) * time.Hour).Truncate(time.Hour)
				spec := orgsim.LogFileSpec{
					EventType: "ApexUnexpectedException", LogDate: start, CreatedDate: time.Now().UTC().Add(-time.Hour),
					Columns: []string{"EVENT_TYPE", "TIMESTAMP_DERIVED", "EXCEPTION_MESSAGE", "STACK_TRACE"},
				}
				trace := strings.Repeat("Class.Handler.run: line 7, column 1 ", tt.bytes/36)
				for n := range tt.rows {
					spec.Rows = append(spec.Rows, []string{"ApexUnexpectedException", start.Format("2006-01-02T15:04:05.000Z"), fmt.Sprintf("file %d row %d", file, n), trace})
				}
				if _, err := org.AddLogFile(spec); err != nil {
					t.Fatal(err)
				}
			}
			b := newBeat(t, strings.Replace(org.everything("hourly"), strings.Join(objects, ", "), "SetupAuditTrail", 1))
			b.Start()
			if !b.settles(5*time.Minute, func() bool { return b.count() >= 4*tt.rows }) {
				t.Fatalf("%d events of %d rows came", b.count(), 4*tt.rows)
			}
			peak := processSize(t, b.Pid(), "VmHWM")
			b.Stop()
			t.Logf("peak resident size %d MiB", peak>>20)
			if peak > maxResidentOfLongRows {
				t.Errorf("peak resident size is %d MiB, more than %d", peak>>20, maxResidentOfLongRows>>20)
			}
			if got := b.count(); got != 4*tt.rows {
				t.Errorf("%d events of %d rows", got, 4*tt.rows)
			}
		})
	}
}
