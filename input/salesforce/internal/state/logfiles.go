package state

import (
	"errors"
	"maps"
	"slices"
	"time"
)

// LogFile names one version of one event log file. A daily file that is replaced
// may keep its id, so that the id alone does not tell what was collected.
type LogFile struct {
	ID          string    `json:"id"`
	CreatedDate time.Time `json:"created_date"`
	Length      int64     `json:"length"`
}

// CollectedFile is a log file that needs no more work.
type CollectedFile struct {
	LogFile
	// Rows are those that were published of it, for when it turns out to be longer.
	Rows int64 `json:"rows,omitempty"`
	// Sum is the sum of those rows; see Partial.
	Sum string `json:"sum,omitempty"`
	// Quarantined is true for a file that was given up after failing too often.
	Quarantined bool `json:"set_aside,omitempty"`
}

// Partial is a log file of which the first rows are published.
type Partial struct {
	LogFile
	Rows int64 `json:"rows"`
	// Sum is the exclusive or of the short identities of those rows, in hexadecimal. It
	// is empty if there are no rows, or if a version that kept no sums wrote the state.
	Sum string `json:"sum,omitempty"`
}

// LogFiles is the state of the source that collects event log files.
type LogFiles struct {
	// Begin is where the first run began.
	Begin time.Time `json:"begin"`
	// Watermark is the CreatedDate up to which every listed file is collected.
	// Files that appear later with an older date are found by the lookback.
	Watermark time.Time `json:"watermark"`
	// Marks are earlier values of Watermark, to go back to.
	Marks Marks `json:"marks,omitempty"`
	// Selections are the parts of the org's files that Watermark speaks for, such
	// as "Hourly/Login", or "Hourly/*" for every event type.
	Selections []string `json:"selections"`
	// Behind has the selections that were added later and are still catching up,
	// each with the CreatedDate from which its files are listed: its lookback before
	// the one up to which they are collected.
	Behind map[string]time.Time `json:"behind,omitempty"`
	// Collected are the files after Watermark less the lookback that are done.
	Collected []CollectedFile `json:"collected,omitempty"`
	// Partial are the files in progress.
	Partial []Partial `json:"partial,omitempty"`
	// Missed are files that an audit has found and that are not collected yet, although
	// the watermark has passed them. What is done of them is remembered all the same.
	Missed []LogFile `json:"missed,omitempty"`
	// Current is the id of the partial file whose further rows Cursor.Done counts.
	Current *LogFile `json:"current,omitempty"`
}

// ReadLogFiles decodes what was stored. The error is an *UnreadableError.
func ReadLogFiles(cursor Cursor) (LogFiles, error) {
	var files LogFiles
	if err := read(cursor, &files); err != nil {
		return LogFiles{}, err
	}
	// Without these it would be taken for a first run, and what lies between lost.
	if files.Begin.IsZero() || files.Watermark.IsZero() {
		return LogFiles{}, unreadable(cursor, errors.New("it does not say how far log files are collected"))
	}
	if slices.ContainsFunc(files.Partial, func(partial Partial) bool { return partial.Rows < 0 }) {
		return LogFiles{}, unreadable(cursor, errors.New("a log file has less than no rows done"))
	}
	if files.Current == nil {
		return files, nil
	}
	rows, sum := files.Rows(*files.Current), files.Sum(*files.Current)
	if cursor.Done > 0 {
		rows, sum = rows+cursor.Done, cursor.Sum
	}
	return files.WithRows(*files.Current, rows, sum), nil
}

// Cursor returns the state as a cursor at rest.
func (f LogFiles) Cursor() Cursor {
	f.Current = nil
	return Cursor{Version: Version, Position: write(f)}
}

// Within returns a cursor for rows of file that follow those which f counts;
// see Cursor.After. The sum is the one of all published rows of the file.
func (f LogFiles) Within(file LogFile) Cursor {
	f.Current = &file
	return Cursor{Version: Version, Position: write(f)}
}

// Rows returns how many rows of file are published. A file that was listed, and
// perhaps collected, while it was still being written has grown since, and goes on
// after what it had then.
func (f LogFiles) Rows(file LogFile) int64 { return f.published(file).Rows }

// Sum returns the sum of the rows that Rows counts, to prove that a body begins with
// them; see Partial.
func (f LogFiles) Sum(file LogFile) string { return f.published(file).Sum }

// published returns what is published of file.
func (f LogFiles) published(file LogFile) Partial {
	for _, partial := range f.Partial {
		if partial.continues(file) {
			return partial
		}
	}
	var published Partial
	for _, done := range f.Collected {
		if done.continues(file) && done.Length < file.Length && done.Rows >= published.Rows {
			published = Partial{LogFile: done.LogFile, Rows: done.Rows, Sum: done.Sum}
		}
	}
	return published
}

// Has reports whether the file is done.
func (f LogFiles) Has(file LogFile) bool {
	return slices.ContainsFunc(f.Collected, func(done CollectedFile) bool { return done.LogFile.Equal(file) })
}

// Index returns a function that reports what Has does, for those who ask for many files.
func (f LogFiles) Index() func(LogFile) bool {
	inUTC := func(file LogFile) LogFile {
		file.CreatedDate = file.CreatedDate.UTC()
		return file
	}
	done := make(map[LogFile]bool, len(f.Collected))
	for _, one := range f.Collected {
		done[inUTC(one.LogFile)] = true
	}
	return func(file LogFile) bool { return done[inUTC(file)] }
}

// WithRows returns the state after the given number of rows of file, which have that
// sum; see Partial.
func (f LogFiles) WithRows(file LogFile, rows int64, sum string) LogFiles {
	f = f.Clone().withoutPartial(file)
	f.Partial = append(f.Partial, Partial{LogFile: file, Rows: rows, Sum: sum})
	f.Current = nil
	return f
}

// WithCollected returns the state after file was finished or quarantined.
func (f LogFiles) WithCollected(file CollectedFile) LogFiles {
	f = f.Clone().withoutPartial(file.LogFile)
	f.Collected = append(f.Collected, file)
	f.Missed = slices.DeleteFunc(f.Missed, func(missed LogFile) bool { return missed.Equal(file.LogFile) })
	f.Current = nil
	return f
}

// Since returns the state without what was done with files created before since.
func (f LogFiles) Since(since time.Time) LogFiles {
	f = f.Clone()
	old := func(file LogFile) bool { return file.CreatedDate.Before(since) && !f.HasMissed(file) }
	f.Collected = slices.DeleteFunc(f.Collected, func(done CollectedFile) bool { return old(done.LogFile) })
	f.Partial = slices.DeleteFunc(f.Partial, func(partial Partial) bool { return old(partial.LogFile) })
	return f
}

// HasMissed reports whether an audit has found the file and it is not collected yet.
func (f LogFiles) HasMissed(file LogFile) bool {
	return slices.ContainsFunc(f.Missed, func(missed LogFile) bool { return missed.Equal(file) })
}

// WithMissed returns the state with other missed files. What is known of those before is
// dropped with the next call of Since.
func (f LogFiles) WithMissed(files []LogFile) LogFiles {
	f = f.Clone()
	f.Missed = slices.Clone(files)
	return f
}

// Clone returns a copy that shares nothing with f.
func (f LogFiles) Clone() LogFiles {
	f.Selections = slices.Clone(f.Selections)
	f.Behind = maps.Clone(f.Behind)
	f.Collected = slices.Clone(f.Collected)
	f.Partial = slices.Clone(f.Partial)
	f.Missed = slices.Clone(f.Missed)
	if f.Current != nil {
		current := *f.Current
		f.Current = &current
	}
	return f
}

// withoutPartial changes f.Partial, which must not be shared.
func (f LogFiles) withoutPartial(file LogFile) LogFiles {
	f.Partial = slices.DeleteFunc(f.Partial, func(partial Partial) bool { return partial.continues(file) })
	return f
}

// continues reports whether other is the same file with perhaps another length: one
// that is written anew has another CreatedDate.
func (f LogFile) continues(other LogFile) bool {
	return f.ID == other.ID && f.CreatedDate.Equal(other.CreatedDate)
}

// Equal reports whether both are the same version of the same file.
func (f LogFile) Equal(other LogFile) bool {
	return f.ID == other.ID && f.Length == other.Length && f.CreatedDate.Equal(other.CreatedDate)
}
