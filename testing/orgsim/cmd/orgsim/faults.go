package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// faultFlags are those of time and of what goes wrong.
func (s *settings) faultFlags(flags *flag.FlagSet) {
	flags.StringVar(&s.clock, "clock", "", "`time` that the org's clock begins at, as in 2026-03-18T12:00:00Z; by default it shows ours")
	flags.Float64Var(&s.clockRate, "clock-rate", 1, "how fast the org's clock goes; 60 makes a minute of a second, and 0 stands still")
	flags.DurationVar(&s.org.FileVisibility.Fixed, "file-visibility", 0, "least time from the CreatedDate of a log file until it shows")
	flags.DurationVar(&s.org.FileVisibility.Random, "file-visibility-random", 0, "most that chance adds to -file-visibility")
	flags.DurationVar(&s.org.RecordVisibility.Fixed, "record-visibility", 0, "least time from the CreatedDate of a record until it shows")
	flags.DurationVar(&s.org.RecordVisibility.Random, "record-visibility-random", 0, "most that chance adds to -record-visibility")
	flags.DurationVar(&s.org.DetectionDelay.Fixed, "detection-delay", -1, "least time from the EventDate of a threat detection to its CreatedDate; negative is none (Salesforce: 2m)")
	flags.DurationVar(&s.org.DetectionDelay.Random, "detection-delay-random", 0, "most that chance adds to -detection-delay (Salesforce: 29h58m)")
	flags.DurationVar(&s.org.EventLogDelay.Fixed, "event-log-delay", -1, "least time from the Timestamp of a row of an event log object until it shows; negative is none (Salesforce: 25m)")
	flags.DurationVar(&s.org.EventLogDelay.Random, "event-log-delay-random", 0, "most that chance adds to -event-log-delay (Salesforce: 20m)")
	flags.Func("fault", "a `fault`, as name:param=value,...; may be given several times", func(text string) error {
		s.faults = append(s.faults, text)
		_, err := orgsim.ParseFault(text, time.Time{})
		return err
	})
	flags.Func("faults", "a `mixture` of faults that pass, as random:seed=7,intensity=0.1", func(text string) error {
		var err error
		s.mixture, err = orgsim.ParseRandomFaults(text)
		return err
	})
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "Usage of orgsim:")
		flags.PrintDefaults()
		fmt.Fprintf(flags.Output(), "\nThe faults:\n%s", orgsim.FaultUsage())
	}
}

// readFaults sets the clock, and the faults whose times count from its start.
func (s *settings) readFaults() error {
	start := time.Now()
	if s.clock != "" {
		var err error
		if start, err = time.Parse(time.RFC3339, s.clock); err != nil {
			return fmt.Errorf("reading -clock: %w", err)
		}
	}
	if s.clock != "" || s.clockRate != 1 {
		clock := orgsim.NewClock(start)
		clock.Run(s.clockRate)
		s.org.Now = clock.Now
	}
	for _, text := range s.faults {
		fault, err := orgsim.ParseFault(text, start)
		if err != nil {
			return err
		}
		s.org.Faults = append(s.org.Faults, fault)
	}
	s.org.Faults = append(s.org.Faults, s.mixture...)
	return nil
}

// tellFaults says which faults happened, if any did.
func tellFaults(org *orgsim.Org, stderr io.Writer) {
	fired := org.Fired()
	if len(fired) == 0 {
		return
	}
	var list []string
	for _, kind := range slices.Sorted(maps.Keys(fired)) {
		list = append(list, fmt.Sprintf("%s %d times", kind, fired[kind]))
	}
	fmt.Fprintln(stderr, "orgsim: faults:", strings.Join(list, ", "))
}
