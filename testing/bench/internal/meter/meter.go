package meter

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

// Meter counts events until all of them are acknowledged.
type Meter struct {
	want         int64
	added, acked atomic.Int64
	first        moment
	done         chan struct{}
}

// moment is what is read at the begin and at the end.
type moment struct {
	at     time.Time
	cpu    time.Duration
	memory runtime.MemStats
}

func now() moment {
	m := moment{at: time.Now(), cpu: processorTime()}
	runtime.ReadMemStats(&m.memory)
	return m
}

// FromEnvironment returns the meter that the environment asks for, or nil.
func FromEnvironment() (*Meter, error) {
	text := os.Getenv(report.EventsVariable)
	if text == "" {
		return nil, nil
	}
	want, err := strconv.ParseInt(text, 10, 64)
	if err != nil || want < 1 {
		return nil, fmt.Errorf("%s is %q, must be a number of events", report.EventsVariable, text)
	}
	return &Meter{want: want, done: make(chan struct{})}, nil
}

// Watch waits for the end of the run and prints the report.
func (m *Meter) Watch() {
	<-m.done
	end := now()
	measured := report.Report{
		Events:         m.acked.Load(),
		FirstSeconds:   m.first.at.Sub(started()).Seconds(),
		Seconds:        end.at.Sub(m.first.at).Seconds(),
		CPUSeconds:     (end.cpu - m.first.cpu).Seconds(),
		Allocations:    end.memory.Mallocs - m.first.memory.Mallocs,
		AllocatedBytes: end.memory.TotalAlloc - m.first.memory.TotalAlloc,
		PeakBytes:      peakResident(),
	}
	pprof.StopCPUProfile() // does nothing if there is none
	writeAllocations()
	if idle, err := time.ParseDuration(os.Getenv(report.IdleVariable)); err == nil {
		before := processorTime()
		time.Sleep(idle)
		measured.IdleCPU = (processorTime() - before).Seconds() / idle.Seconds()
	}
	if err := json.NewEncoder(os.Stdout).Encode(measured); err != nil {
		fmt.Fprintln(os.Stderr, "bench: printing the report:", err)
	}
}

func (m *Meter) add() {
	if m.added.Add(1) > 1 {
		return
	}
	m.first = now()
	if path := os.Getenv(report.ProfileVariable); path != "" {
		if err := startProfile(path); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
}

func (m *Meter) acknowledge(count int) {
	after := m.acked.Add(int64(count))
	if after >= m.want && after-int64(count) < m.want {
		close(m.done)
	}
}

func started() time.Time {
	nanoseconds, err := strconv.ParseInt(os.Getenv(report.StartVariable), 10, 64)
	if err != nil {
		return time.Now()
	}
	return time.Unix(0, nanoseconds)
}

func startProfile(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("making the CPU profile: %w", err)
	}
	return pprof.StartCPUProfile(file) // the file is closed by the end of the process
}

func writeAllocations() {
	path := os.Getenv(report.AllocationsVariable)
	if path == "" {
		return
	}
	file, err := os.Create(path)
	if err == nil {
		defer file.Close()
		err = pprof.Lookup("allocs").WriteTo(file, 0)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: writing the profile of allocations:", err)
	}
}
