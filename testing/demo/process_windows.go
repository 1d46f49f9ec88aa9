package main

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// separate keeps the terminal's Ctrl-C from the process.
func separate(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// interrupt ends the process: Windows has no signal that asks it to.
func interrupt(process *os.Process) error { return process.Kill() }

// killed reports whether an error is what interrupt brings about.
func killed(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit)
}
