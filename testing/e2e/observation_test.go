package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// observation is a beat whose needs are looked at while it runs.
type observation struct {
	*beat
	name    string
	url     string // of its metrics
	began   time.Time
	samples []sample
}

// sample is what a beat needed at a moment.
type sample struct {
	after      time.Duration // since the watch began
	resident   int64         // bytes
	goroutines int
	files      int // open, connections included
}

func watch(t *testing.T, name, inputs string) *observation {
	t.Helper()
	b := newBeat(t, inputs)
	return &observation{beat: b, name: name, url: b.serveHTTP(), began: time.Now()}
}

// stats is what the beat says about itself.
type stats struct {
	Beat struct {
		Runtime struct {
			Goroutines int `json:"goroutines"`
		} `json:"runtime"`
	} `json:"beat"`
}

// listens reports whether the beat has come so far that it can be asked.
func (w *observation) listens() bool {
	var said stats
	return w.get(w.url+"/stats", &said)
}

// sample looks at a beat, unless it has only just been started.
func (w *observation) sample() {
	w.t.Helper()
	var said stats
	if !w.get(w.url+"/stats", &said) {
		return
	}
	files, err := os.ReadDir(filepath.Join("/proc", fmt.Sprint(w.Pid()), "fd"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.samples = append(w.samples, sample{
		after: time.Since(w.began), resident: processSize(w.t, w.Pid(), "VmRSS"),
		goroutines: said.Beat.Runtime.Goroutines, files: len(files),
	})
}

// arrivals is what a beat's output has.
type arrivals struct {
	// all counts rows and records by the ids that they came with: what came twice with one
	// id counts once, and what came twice with two ids counts twice.
	all tally
	// repeated is how many came again with their id, without those of files that came with
	// rows that they do not have: such a file is sent again as a whole.
	repeated int
	// damaged is how many rows came that no file has.
	damaged int
}

func (b *beat) arrivals() arrivals {
	b.t.Helper()
	came, seen := arrivals{all: make(tally)}, make(map[string]bool)
	damaged, again := make(map[string]bool), make(map[string]int) // by file
	for _, path := range b.outputs() {
		visitEvents(b.t, path, func(_ []byte, one event) {
			file := one.Salesforce.LogFile.ID
			if strings.Contains(one.Event.Original, orgsim.DamagedCell) {
				damaged[file] = true
				came.damaged++
				return
			}
			key := arrivedKey(b.t, one)
			if with := key + " " + one.Metadata.ID; seen[with] {
				again[file]++
			} else {
				seen[with] = true
				came.all[key]++
			}
		})
	}
	for file, count := range again {
		if !damaged[file] {
			came.repeated += count
		}
	}
	return came
}

// measures are what is looked at, in the units in which it is told.
var measures = []struct {
	name string
	of   func(sample) int
	// slack is by how much it may grow, whatever it was.
	slack int
}{
	{"resident MiB", func(s sample) int { return int(s.resident >> 20) }, 8},
	{"goroutines", func(s sample) int { return s.goroutines }, 4},
	{"open files", func(s sample) int { return s.files }, 2},
}

// summary tells the least, the median and the most of each measure.
func (w *observation) summary() string {
	text := fmt.Sprintf("%d samples", len(w.samples))
	for _, measure := range measures {
		if of := sorted(w.samples, measure.of); len(of) > 0 {
			text += fmt.Sprintf("; %s: least %d, median %d, most %d", measure.name, of[0], of[len(of)/2], of[len(of)-1])
		}
	}
	return text
}

// checkResident checks that the memory never was more than a process may need.
func (w *observation) checkResident() {
	w.t.Helper()
	for _, one := range w.samples {
		if one.resident > maxResidentOfLongRows {
			w.t.Errorf("%s: after %v the resident size is %d MiB, more than %d", w.name, one.after, one.resident>>20, maxResidentOfLongRows>>20)
			return
		}
	}
}

// checkFlat compares the medians of the begin and the end of a soak, which has warmed up
// in its first sixth.
func (w *observation) checkFlat(lasted time.Duration) {
	w.t.Helper()
	if lasted < flatFrom {
		return
	}
	warm := slices.DeleteFunc(slices.Clone(w.samples), func(s sample) bool { return s.after < lasted/6 })
	if len(warm) < 30 {
		w.t.Fatalf("only %d samples of a beat that is warm", len(warm))
	}
	for _, measure := range measures {
		first, last := sorted(warm[:len(warm)/3], measure.of), sorted(warm[len(warm)*2/3:], measure.of)
		before, after := first[len(first)/2], last[len(last)/2]
		w.t.Logf("%s: median %d in the first third after the warm-up, %d in the last", measure.name, before, after)
		if after > before+max(measure.slack, int(mayGrow*float64(before))) {
			w.t.Errorf("%s grew from %d to %d", measure.name, before, after)
		}
	}
}

func sorted(samples []sample, of func(sample) int) []int {
	values := make([]int, len(samples))
	for n, one := range samples {
		values[n] = of(one)
	}
	slices.Sort(values)
	return values
}
