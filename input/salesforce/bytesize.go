package salesforce

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// byteSize is a number of bytes, such as 16MiB.
type byteSize int64

// Unpack implements the unpacking of go-ucfg.
func (s *byteSize) Unpack(value any) error {
	size, err := humanize.ParseBytes(fmt.Sprint(value))
	if err != nil || size == 0 || size > 1<<40 {
		return fmt.Errorf("%s is not a size, such as 16MiB", quoted(value))
	}
	*s = byteSize(size)
	return nil
}

// String returns the size in binary units.
func (s byteSize) String() string { return humanize.IBytes(uint64(s)) }
