package schema

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// ByteSize is a number of bytes, such as 16MiB.
type ByteSize int64

// Unpack implements the unpacking of go-ucfg.
func (s *ByteSize) Unpack(value any) error {
	size, err := humanize.ParseBytes(fmt.Sprint(value))
	if err != nil || size == 0 || size > 1<<40 {
		return fmt.Errorf("must be a size such as 16MiB, got %s", quoted(value))
	}
	*s = ByteSize(size)
	return nil
}

// String returns the size in binary units.
func (s ByteSize) String() string { return humanize.IBytes(uint64(s)) }
