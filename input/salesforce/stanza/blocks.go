package stanza

import (
	"fmt"

	conf "github.com/elastic/elastic-agent-libs/config"
)

// blocks is a block of the stanza, or a list of such blocks, each of which is
// collected for itself.
type blocks[B any] []B

// Unpack reads a block or a list of blocks.
func (b *blocks[B]) Unpack(from *conf.C) error {
	if !from.IsArray() {
		var block B
		if err := from.Unpack(&block); err != nil {
			return err
		}
		*b = blocks[B]{block}
		return nil
	}
	count, err := from.CountField("")
	if err != nil {
		return err
	}
	list := make(blocks[B], count)
	for n := range list {
		block, err := from.Child("", n)
		if err != nil {
			return fmt.Errorf("block %d: %w", n, err)
		}
		if err := block.Unpack(&list[n]); err != nil {
			return err
		}
	}
	*b = list
	return nil
}

// option returns how the block of a number is called.
func (b blocks[B]) option(name string, n int) string {
	if len(b) == 1 {
		return name
	}
	return fmt.Sprintf("%s.%d", name, n)
}

// givenOptions are the names of options that are not left out.
type givenOptions []string

// fieldsOf returns those of the names that a block has.
func fieldsOf(block *conf.C, names ...string) givenOptions {
	var given givenOptions
	for _, name := range names {
		if block.HasField(name) {
			given = append(given, name)
		}
	}
	return given
}
