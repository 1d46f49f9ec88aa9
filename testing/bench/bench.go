package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/bench/internal/report"
)

// bench is what the runs have in common.
type bench struct {
	options options
	home    string
	key     *rsa.PrivateKey
	keyPath string
	orgs    []*org
}

func newBench(o options) (*bench, error) {
	home, err := filepath.Abs(o.home)
	if err != nil {
		return nil, fmt.Errorf("finding the folder of the benchmark: %w", err)
	}
	if err := os.RemoveAll(home); err != nil {
		return nil, fmt.Errorf("clearing the last benchmark: %w", err)
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the benchmark: %w", err)
	}
	b := &bench{options: o, home: home}
	return b, errors.Join(b.installBeats(), b.makeKey())
}

// installBeats copies the binaries in small pieces, as unpacking an archive does. Of a file
// that was written in large ones, as linkers do, the kernel maps some 30 MiB more at once,
// which would count as memory of the beat.
func (b *bench) installBeats() error {
	b.options.beats = slices.Clone(b.options.beats)
	for n := range b.options.beats {
		beat := &b.options.beats[n]
		installed := filepath.Join(b.home, fmt.Sprintf("beat-%d", n))
		if err := install(beat.path, installed); err != nil {
			return fmt.Errorf("copying the binary to measure: %w", err)
		}
		beat.path = installed
	}
	return nil
}

func install(from, to string) error {
	const piece = 32 << 10
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o700)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(content, piece) {
		if _, err := file.Write(part); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	return file.Close()
}

// configuration is that of a Filebeat whose queue and output are Filebeat's own
// defaults, but for the tail of a run, which is not to wait ten seconds, and the
// room that output.file takes.
const configuration = `filebeat.inputs:
%s
queue.mem.flush.timeout: 0.1s
%s
%s
logging: {level: warning, to_files: false, to_stderr: true, metrics.enabled: false}
setup.template.enabled: false
`

// measure runs a case once.
func (b *bench) measure(ctx context.Context, binary string, c testCase, last bool) (report.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, b.options.timeout)
	defer cancel()
	home := filepath.Join(b.home, "run")
	if err := os.RemoveAll(home); err != nil {
		return report.Report{}, fmt.Errorf("clearing the last run: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(home, "module"), 0o700); err != nil {
		return report.Report{}, fmt.Errorf("making the folder of a run: %w", err)
	}
	output := "output.discard.enabled: true"
	if c.output == toFile {
		output = fmt.Sprintf("output.file: {path: '%s', filename: events, rotate_every_kb: 102400, number_of_files: 2}", filepath.Join(home, "out"))
	}
	path := filepath.Join(home, "filebeat.yml")
	if err := os.WriteFile(path, fmt.Appendf(nil, configuration, c.stanza, output, strings.Join(b.options.settings, "\n")), 0o600); err != nil {
		return report.Report{}, fmt.Errorf("writing the configuration: %w", err)
	}
	log, err := os.Create(filepath.Join(home, "log"))
	if err != nil {
		return report.Report{}, fmt.Errorf("making the log: %w", err)
	}
	defer log.Close()

	beat := exec.CommandContext(ctx, binary, "--path.home", home, "-c", path, "--strict.perms=false")
	beat.Stderr = log
	beat.Env = append(os.Environ(),
		report.EventsVariable+"="+strconv.Itoa(c.events),
		report.StartVariable+"="+strconv.FormatInt(time.Now().UnixNano(), 10))
	if c.idle > 0 {
		beat.Env = append(beat.Env, report.IdleVariable+"="+c.idle.String())
	}
	if last && b.options.profiles != "" {
		profile, err := b.profile(c, binary)
		if err != nil {
			return report.Report{}, err
		}
		beat.Env = append(beat.Env, report.ProfileVariable+"="+profile+".cpu", report.AllocationsVariable+"="+profile+".allocs")
	}
	return watch(beat, log.Name())
}

// watch runs a Filebeat until it prints its report.
func watch(beat *exec.Cmd, log string) (report.Report, error) {
	out, err := beat.StdoutPipe()
	if err != nil {
		return report.Report{}, fmt.Errorf("reading from the beat: %w", err)
	}
	if err := beat.Start(); err != nil {
		return report.Report{}, fmt.Errorf("starting the beat: %w", err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	// What it has left to do is of no use to anybody, and its end has no news.
	_ = beat.Process.Kill()
	_ = beat.Wait()
	if err != nil {
		text, _ := os.ReadFile(log)
		return report.Report{}, fmt.Errorf("the beat ended, or took too long, and its log ends with:\n%s", text[max(0, len(text)-4000):])
	}
	var measured report.Report
	if err := json.Unmarshal(line, &measured); err != nil {
		return report.Report{}, fmt.Errorf("reading the report %q: %w", line, err)
	}
	return measured, nil
}

func (b *bench) profile(c testCase, binary string) (string, error) {
	folder, err := filepath.Abs(b.options.profiles)
	if err != nil {
		return "", fmt.Errorf("finding the folder for profiles: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("making the folder for profiles: %w", err)
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,>/+", r) {
			return '-'
		}
		return r
	}, c.name)
	return filepath.Join(folder, filepath.Base(binary)+"-"+name), nil
}

// generator returns a stanza that publishes events of a shape.
func (b *bench) generator(shape string, count int, more string) string {
	return fmt.Sprintf("- type: bench_generator\n  id: bench\n  events: '%s'\n  count: %d\n  cursor_every: 2000\n%s", b.shape(shape), count, more)
}

func (b *bench) shape(name string) string { return filepath.Join(b.home, name+".ndjson") }

// shapes is how many different events the generator publishes.
const shapes = 256

// collectShapes collects as many rows as there are shapes, and keeps the events for the
// generator as the output had them, without what the pipeline adds to every event.
func (b *bench) collectShapes(ctx context.Context) error {
	at := time.Now().UTC().Add(-3 * time.Hour).Truncate(time.Hour)
	for _, length := range []rowLength{short, long} {
		c := testCase{name: "shape", output: toFile, events: shapes, stanza: b.logFiles(length, 1, shapes, false)}
		if _, err := b.measure(ctx, b.options.beats[0].path, c, false); err != nil {
			return err
		}
		paths, err := filepath.Glob(filepath.Join(b.home, "run", "out", "*"))
		if err != nil || len(paths) != 1 {
			return fmt.Errorf("the output has the files %q: %w", paths, err)
		}
		content, err := os.ReadFile(paths[0])
		if err != nil {
			return fmt.Errorf("reading the output: %w", err)
		}
		var finished, messages bytes.Buffer
		for line := range bytes.Lines(content) {
			var event map[string]json.RawMessage
			if err := json.Unmarshal(line, &event); err != nil {
				return fmt.Errorf("reading the output: %w", err)
			}
			for _, added := range []string{"@metadata", "agent", "ecs", "host", "input", "log"} {
				delete(event, added)
			}
			if err := json.NewEncoder(&finished).Encode(event); err != nil {
				return fmt.Errorf("encoding an event: %w", err)
			}
		}
		for variant := range shapes {
			event := map[string]any{
				"@timestamp": at, "message": length.message(variant, at),
				"event": map[string]any{"provider": "EventLogFile"},
			}
			if err := json.NewEncoder(&messages).Encode(event); err != nil {
				return fmt.Errorf("encoding an event: %w", err)
			}
		}
		for kind, content := range map[string][]byte{"ecs": finished.Bytes(), "message": messages.Bytes()} {
			if err := os.WriteFile(b.shape(length.name+"-"+kind), content, 0o600); err != nil {
				return fmt.Errorf("writing the events: %w", err)
			}
		}
	}
	return nil
}
