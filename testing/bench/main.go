package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// options are the command line.
type options struct {
	beats    []build
	runs     int
	quick    bool
	goals    bool
	only     *regexp.Regexp
	json     string
	home     string
	profiles string
	timeout  time.Duration
	settings []string
}

// build is a binary to measure.
type build struct{ name, path string }

func parse(arguments []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.Func("beat", "`name=path` of a binary to measure; several are measured side by side (build/bench-beat)", func(text string) error {
		name, path, ok := strings.Cut(text, "=")
		if !ok {
			return errors.New("must be name=path")
		}
		o.beats = append(o.beats, build{name, path})
		return nil
	})
	flags.IntVar(&o.runs, "runs", 5, "runs of each case")
	flags.BoolVar(&o.quick, "quick", false, "fewer cases and rows, for a first look within minutes")
	flags.BoolVar(&o.goals, "goals", false, "only what the goals are about")
	flags.Func("only", "run only cases whose name matches this `expression`", func(text string) (err error) {
		o.only, err = regexp.Compile(text)
		return err
	})
	flags.StringVar(&o.json, "json", "", "`file` for all figures as JSON")
	flags.StringVar(&o.home, "home", "build/bench", "`folder` for configurations, registries, logs and outputs")
	flags.StringVar(&o.profiles, "profiles", "", "`folder` for CPU and allocation profiles of each case's last run; profiling costs some speed")
	flags.Func("setting", "a `line` for the configuration, such as gc_percent: 200; may be given several times", func(line string) error {
		o.settings = append(o.settings, line)
		return nil
	})
	flags.DurationVar(&o.timeout, "timeout", 10*time.Minute, "most time that a run may take")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if o.runs < 1 {
		return o, fmt.Errorf("-runs is %d, must be at least 1", o.runs)
	}
	if o.beats == nil {
		o.beats = []build{{"", "build/bench-beat"}}
	}
	return o, nil
}

// run measures all cases, one run of each in turn, and prints the results.
func run(ctx context.Context, arguments []string) (err error) {
	o, err := parse(arguments)
	if err != nil {
		return err
	}
	b, err := newBench(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	cases := b.cases()
	if len(cases) == 0 {
		return errors.New("no case matches -only")
	}
	fmt.Fprintln(os.Stderr, "bench: collecting the events that the generator is to publish ...")
	if err := b.collectShapes(ctx); err != nil {
		return fmt.Errorf("collecting the shapes of events: %w", err)
	}
	before := load()
	var results []result
	for _, c := range cases {
		for _, beat := range b.options.beats {
			results = append(results, result{Case: c.name, Build: beat.name, c: c, beat: beat})
		}
	}
	for round := range o.runs {
		for n := range results {
			one := &results[n]
			report, err := b.measure(ctx, one.beat.path, one.c, round == o.runs-1)
			if err != nil {
				return fmt.Errorf("run %d of %s: %w", round+1, one.title(), err)
			}
			one.Runs = append(one.Runs, report)
			fmt.Fprintf(os.Stderr, "bench: %d/%d  %-44s %7.0f rows/s  %5.1f s CPU a million\n",
				round+1, o.runs, one.title(), one.c.rate(report), perMillion(report.CPUSeconds, report.Events))
		}
	}
	m := thisMachine(before)
	reached := outcomes(results)
	printTable(os.Stdout, m, results)
	printGoals(os.Stdout, reached)
	if o.json == "" {
		return nil
	}
	return writeJSON(o.json, figures{m, results, reached})
}
