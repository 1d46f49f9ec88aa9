//go:build unix

package main

import (
	"os"
	"os/exec"
	"syscall"
)

// separate keeps the terminal's Ctrl-C from the process.
func separate(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt asks the process to end.
func interrupt(process *os.Process) error { return process.Signal(syscall.SIGTERM) }

// killed reports whether an error is what interrupt brings about.
func killed(error) bool { return false }
