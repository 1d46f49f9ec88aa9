package schema

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/elastic/elastic-agent-libs/transport/tlscommon"
)

// logIntervals are the values of log_interval.
var logIntervals = []string{"auto", "hourly", "daily", "both"}

// maxWorkers bounds the downloads at once.
const maxWorkers = 32

// optionNode is a level of the stanza: an option, or a block with what is in it.
type optionNode struct {
	option *Option
	inside map[string]*optionNode
	// list says that the block may be a list of such blocks.
	list bool
	// common says that the option is not one of this input alone.
	common bool
}

// optionTree is the stanza as the tables of options have it.
var optionTree = sync.OnceValue(func() *optionNode {
	root := &optionNode{}
	for _, option := range commonOptions {
		root.add(option).common = true
	}
	for _, option := range Options() {
		root.add(option)
	}
	for _, option := range []string{FilesOption, ObjectOption} {
		root.find(strings.TrimSuffix(option, ".")).list = true
	}
	return root
})

// add adds an option, and the blocks that it is in.
func (n *optionNode) add(option Option) *optionNode {
	for _, part := range strings.Split(option.Name, ".") {
		if n.inside == nil {
			n.inside = make(map[string]*optionNode)
		}
		if n.inside[part] == nil {
			n.inside[part] = &optionNode{}
		}
		n = n.inside[part]
	}
	n.option = &option
	if option.Type == "TLS settings" {
		n.inside = make(map[string]*optionNode)
		for _, name := range fieldNames(reflect.TypeFor[tlscommon.Config]()) {
			n.inside[name] = &optionNode{option: &Option{Name: option.Name + "." + name, Type: "map"}}
		}
	}
	return n
}

// find returns the node of an option's full name, or nil.
func (n *optionNode) find(name string) *optionNode {
	for _, part := range strings.Split(name, ".") {
		if n = n.inside[part]; n == nil {
			return nil
		}
	}
	return n
}

// names returns what there is on a level, in order.
func (n *optionNode) names() []string { return slices.Sorted(maps.Keys(n.inside)) }

// fieldNames returns the names that a struct of Beats has in a configuration, so that
// what a new version of Beats adds is known.
func fieldNames(of reflect.Type) []string {
	var names []string
	for n := range of.NumField() {
		field := of.Field(n)
		name, flags, _ := strings.Cut(field.Tag.Get("config"), ",")
		switch {
		case strings.Contains(flags, "inline"):
			names = append(names, fieldNames(field.Type)...)
		case name != "":
			names = append(names, name)
		}
	}
	return names
}

// TakesList reports whether a block may be a list of such blocks.
func TakesList(block string) bool {
	node := optionTree().find(block)
	return node != nil && node.list
}

// TLSSettings returns the names of what resource.ssl takes.
func TLSSettings() []string { return optionTree().find("resource.ssl").names() }
