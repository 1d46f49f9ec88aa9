//go:build !windows

package plainfile

import "syscall"

const (
	// noWait lets opening a named pipe return at once. It has no effect on regular files.
	noWait = syscall.O_NONBLOCK
	// noFollow makes opening a symbolic link an error.
	noFollow = syscall.O_NOFOLLOW
)
