// Demo shows the main job without an account: it starts an org on localhost that
// behaves as a Salesforce org does, and a salesforcebeat that collects it, and prints
// the events as they come. It ends with Ctrl-C.
//
// The binary and the stanza are those for a real org; only the URL, the app and the
// key are different.
package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/terminal"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

func main() {
	binary := flag.String("binary", "build/salesforcebeat", "the salesforcebeat to run")
	home := flag.String("home", "build/demo", "folder for its configuration, registry and logs")
	grow := flag.Duration("grow", 5*time.Second, "make new data in the org this often")
	limit := flag.Duration("for", 0, "end after this time; 0 is at Ctrl-C")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *limit)
		defer cancel()
	}
	if err := run(ctx, *binary, *home, *grow); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run starts the org and the beat and waits until ctx or the beat ends.
func run(ctx context.Context, binary, home string, grow time.Duration) error {
	home, err := filepath.Abs(home)
	if err != nil {
		return fmt.Errorf("finding the folder of the demo: %w", err)
	}
	// Each demo begins anew: its org is another one each time.
	if err := os.RemoveAll(home); err != nil {
		return fmt.Errorf("clearing the last demo: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(home, "module"), 0o700); err != nil {
		return fmt.Errorf("making the folder of the demo: %w", err)
	}
	say("making an org with a week of data ...")
	org, keyPath, err := newOrg(home)
	if err != nil {
		return err
	}
	server, err := org.Start("127.0.0.1:0")
	if err != nil {
		return err
	}
	config := filepath.Join(home, "filebeat.yml")
	if err := os.WriteFile(config, configuration(server.URL, org, keyPath), 0o600); err != nil {
		return errors.Join(fmt.Errorf("writing the configuration: %w", err), server.Close())
	}
	say("the org is at %s, the configuration of the beat at %s", server.URL, config)
	say("the log of the beat is in %s", filepath.Join(home, "logs"))
	say("collecting the last hours first, then what is new every %v; Ctrl-C ends it", grow)

	growing, cancel := context.WithCancel(ctx)
	var grower sync.WaitGroup
	grower.Go(func() { keepGrowing(growing, org, grow) })
	err = collect(ctx, binary, home, config)
	cancel()
	grower.Wait()
	return errors.Join(err, server.Close())
}

func say(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "demo: "+format+"\n", arguments...)
}

func newOrg(home string) (org *orgsim.Org, keyPath string, err error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, "", fmt.Errorf("making a key: %w", err)
	}
	keyPath = filepath.Join(home, "key.pem")
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	if err := os.WriteFile(keyPath, pem.EncodeToMemory(block), 0o600); err != nil {
		return nil, "", fmt.Errorf("writing the key: %w", err)
	}
	// In a real org hourly files come 3 to 6 hours after their events.
	org, err = orgsim.New(orgsim.Options{Seed: 1, PublicKey: &key.PublicKey, FileDelay: -1, DailyDelay: time.Hour})
	if err != nil {
		return nil, "", fmt.Errorf("making the org: %w", err)
	}
	org.Grow(20)
	return org, keyPath, nil
}

func keepGrowing(ctx context.Context, org *orgsim.Org, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			org.Grow(8)
		}
	}
}

// collect runs the beat, which prints its events to our own output.
func collect(ctx context.Context, binary, home, config string) error {
	beat := exec.Command(binary, "--path.home", home, "-c", config, "--strict.perms=false")
	beat.Stdout, beat.Stderr = terminal.Writer(os.Stdout), terminal.Writer(os.Stderr)
	separate(beat) // Ctrl-C is for the demo, which then ends the beat
	if err := beat.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", binary, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- beat.Wait() }()
	select {
	case err := <-ended:
		return fmt.Errorf("the beat ended by itself, see its log: %w", err)
	case <-ctx.Done():
	}
	say("stopping the beat ...")
	if err := interrupt(beat.Process); err != nil {
		return fmt.Errorf("stopping the beat: %w", err)
	}
	select {
	case err := <-ended:
		if err != nil && !killed(err) {
			return fmt.Errorf("the beat ended with an error: %w", err)
		}
	case <-time.After(20 * time.Second):
		return errors.Join(errors.New("the beat did not stop within 20s"), beat.Process.Kill(), <-ended)
	}
	say("done; what it remembers is in %s", filepath.Join(home, "data", "registry"))
	return nil
}
