// Package guard keeps a panic in a goroutine from ending the process.
//
// A panic that nobody recovers ends Filebeat with all of its inputs, and again after every
// restart if what caused it is still there. So whatever runs on a goroutine of ours, or on
// one of Beats' that calls us, runs under Run, and a panic becomes the error of the source
// that it belongs to.
//
// It imports the standard library alone, so that every package can use it.
package guard

import (
	"fmt"
	"runtime/debug"
)

// PanicError is what a panic becomes.
type PanicError struct {
	// Doing says what was being done, such as "fetching a page".
	Doing string
	// Value is what the panic was about.
	Value any
	// Stack is where it was, for the log.
	Stack []byte
}

// Error says what was being done, and where it went wrong.
func (e *PanicError) Error() string {
	return fmt.Sprintf("panic while %s: %v\n%s", e.Doing, e.Value, e.Stack)
}

// Run runs a function. A panic in it is returned as a *PanicError.
func Run(doing string, run func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Doing: doing, Value: v, Stack: debug.Stack()}
		}
	}()
	return run()
}
