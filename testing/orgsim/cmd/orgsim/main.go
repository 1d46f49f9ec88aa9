// Command orgsim is a Salesforce org on localhost, for demos and for tests from
// outside of Go.
//
//	go run ./testing/orgsim/cmd/orgsim -key-out key.pem -ready-file org.json -grow 5s
//
// It holds a week of Event Monitoring data up to now and, with -grow, goes on
// making some. Whoever holds the private key that -key-out writes signs in with
// the JWT bearer flow. It ends on SIGINT or SIGTERM.
//
// With -clock and -clock-rate its time is not ours, and with -fault and -faults
// things go wrong; -help lists what may:
//
//	-fault unavailable:on=query,times=3,format=html -fault half-written:downloads=2
//	-faults random:seed=7,intensity=0.1
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "orgsim:", err)
		stop()
		os.Exit(1)
	}
}

// settings are the command line.
type settings struct {
	org       orgsim.Options
	addr      string
	key       string
	keyOut    string
	readyFile string
	truthFile string
	grow      time.Duration
	growRows  int
	clock     string
	clockRate float64
	faults    []string
	mixture   []orgsim.Fault
}

// names is a flag that adds to a list each time it is given.
func names(flags *flag.FlagSet, list *[]string, name, usage string) {
	flags.Func(name, usage+"; may be given several times", func(value string) error {
		*list = append(*list, value)
		return nil
	})
}

func parse(arguments []string, stderr io.Writer) (settings, error) {
	s := settings{}
	flags := flag.NewFlagSet("orgsim", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:0", "`address` to listen on; port 0 is any free one")
	flags.Int64Var(&s.org.Seed, "seed", 1, "seed of the data")
	flags.IntVar(&s.org.Days, "days", 7, "days of data")
	flags.IntVar(&s.org.RowsPerHour, "rows-per-hour", 120, "log rows of an hour")
	flags.DurationVar(&s.org.FileDelay, "file-delay", 5*time.Second, "least time from the end of an hour to its log files (Salesforce: 3h)")
	flags.DurationVar(&s.org.DailyDelay, "daily-delay", time.Minute, "time from the end of a day to its log files (Salesforce: hours)")
	flags.BoolVar(&s.org.NoHourlyFiles, "no-hourly", false, "an org without hourly log files")
	flags.BoolVar(&s.org.NoEventLogObjects, "no-event-log-objects", false, "an org without event log objects, which is not on Hyperforce")
	names(flags, &s.org.NewEventLogObjects, "new-event-log-object", "`name` of an event log object that Salesforce does not have yet, such as FooBarEventLog")
	names(flags, &s.org.NotFilterable, "not-filterable", "`field` that WHERE may not name, such as ApiAnomalyEventStore.CreatedDate")
	names(flags, &s.org.NotSortable, "not-sortable", "`field` that ORDER BY may not name")
	flags.BoolVar(&s.org.Empty, "empty", false, "an org without data")
	flags.BoolVar(&s.org.NoComposite, "no-composite", false, "an org that does not know composite requests")
	flags.IntVar(&s.org.PageSize, "page-size", 2000, "most records of a page")
	flags.BoolVar(&s.org.ShortPages, "short-pages", false, "make some pages smaller than asked for")
	flags.IntVar(&s.org.DailyRequests, "daily-requests", 100_000, "calls that the org takes in 24 hours")
	flags.DurationVar(&s.org.SessionIdle, "session-idle", 2*time.Hour, "life of a session without a call")
	flags.StringVar(&s.org.ClientID, "client-id", orgsim.DefaultClientID, "consumer key of the connected app")
	flags.StringVar(&s.org.ClientSecret, "client-secret", "", "consumer secret, for the flows that take one")
	flags.StringVar(&s.org.Username, "username", orgsim.DefaultUsername, "user that may sign in")
	flags.StringVar(&s.org.Password, "password", "", "password with security token; without one that flow is off")
	flags.Func("lacks", "a `permission` that the user lacks, by its label, such as \"View Event Log Files\"; may be given several times", func(label string) error {
		s.org.Lacks = append(s.org.Lacks, orgsim.Permission(label))
		return nil
	})
	flags.StringVar(&s.org.InstanceURL, "instance-url", "", "instance_url of token answers; by default the URL of the org")
	flags.StringVar(&s.key, "key", "", "`file` with the PEM private key to trust")
	flags.StringVar(&s.keyOut, "key-out", "", "`file` for a new PEM private key to trust")
	flags.StringVar(&s.readyFile, "ready-file", "", "`file` for a JSON object that says how to reach the org, once it listens")
	flags.StringVar(&s.truthFile, "truth-file", "", "`file` for all that the org holds as JSON, when it ends")
	flags.DurationVar(&s.grow, "grow", 0, "make new data this often; 0 is never")
	flags.IntVar(&s.growRows, "grow-rows", 20, "log rows to make each time")
	s.faultFlags(flags)
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if s.key != "" && s.keyOut != "" {
		return s, errors.New("-key and -key-out exclude each other")
	}
	if s.org.FileDelay == 0 {
		s.org.FileDelay = -1 // none, where the zero value is the default
	}
	if s.org.DailyDelay == 0 {
		s.org.DailyDelay = -1
	}
	return s, s.readFaults()
}

// run serves an org until the context ends.
func run(ctx context.Context, arguments []string, stderr io.Writer) (err error) {
	s, err := parse(arguments, stderr)
	if err != nil {
		return err
	}
	if s.org.PublicKey, err = s.publicKey(); err != nil {
		return err
	}
	org, err := orgsim.New(s.org)
	if err != nil {
		return err
	}
	server, err := org.Start(s.addr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	if err := s.announce(org, server, stderr); err != nil {
		return err
	}
	if err := s.serve(ctx, org, server); err != nil {
		return err
	}
	tellFaults(org, stderr)
	if s.truthFile == "" {
		return nil
	}
	return writeJSON(s.truthFile, org.Truth())
}

// serve makes data now and then until the context ends or the server does.
func (s settings) serve(ctx context.Context, org *orgsim.Org, server *orgsim.Server) error {
	var tick <-chan time.Time
	if s.grow > 0 {
		ticker := time.NewTicker(s.grow)
		defer ticker.Stop()
		tick = ticker.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-server.Done():
			return errors.New("the server ended by itself")
		case <-tick:
			org.Grow(s.growRows)
		}
	}
}
