package doctor

// The exit codes, besides 0.
const (
	codeFailed = 1 // a check failed
	codeNotRun = 2 // nothing could be tested
)

// ExitError ends the process with a code of its own.
type ExitError struct {
	Code int
	Err  error // nil if all has been said
}

func (e *ExitError) Error() string {
	if e.Err == nil {
		return "a check failed"
	}
	return e.Err.Error()
}

func (e *ExitError) Unwrap() error { return e.Err }

// notRun makes the error of a command that could not do its work.
func notRun(err error) error {
	if err == nil {
		return nil
	}
	return &ExitError{Code: codeNotRun, Err: err}
}
