package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine is where the figures are from. What only Linux tells is empty elsewhere.
type machine struct {
	Platform   string `json:"platform"`
	Processors int    `json:"processors"`
	Model      string `json:"model,omitempty"`
	Go         string `json:"go"`
	// LoadBefore and LoadAfter are how many threads ran or waited to, in the last minute.
	LoadBefore string `json:"load_before,omitempty"`
	LoadAfter  string `json:"load_after,omitempty"`
}

func thisMachine(before string) machine {
	return machine{
		Platform: runtime.GOOS + "/" + runtime.GOARCH, Processors: runtime.NumCPU(), Model: model(), Go: runtime.Version(),
		LoadBefore: before, LoadAfter: load(),
	}
}

func (m machine) String() string {
	text := fmt.Sprintf("%s, %d processors", m.Platform, m.Processors)
	if m.Model != "" {
		text += " (" + m.Model + ")"
	}
	text += ", " + m.Go
	if m.LoadBefore != "" {
		text += fmt.Sprintf(", load %s before and %s after", m.LoadBefore, m.LoadAfter)
	}
	return text
}

// load returns the load of the last minute, or "".
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// model returns what the processors call themselves, or "".
func model() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
