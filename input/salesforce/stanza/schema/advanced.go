package schema

import (
	"slices"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"
)

// advancedOption is the block of options that stand beside those of the stanza.
const advancedOption = "advanced"

// withAdvanced returns a stanza in which what is in the block advanced stands where it
// belongs. A policy of Fleet is made by a template: what an administrator adds to it would
// overrule what the template says, or be overruled, and nobody could tell which. So
// an option that is there twice is a mistake, and so is what is not an option of ours.
func withAdvanced(from *conf.C, found *Mistakes) (*conf.C, error) {
	whole, err := conf.MergeConfigs(from)
	if err != nil || !whole.HasField(advancedOption) {
		return whole, err
	}
	if _, err := whole.Remove(advancedOption, -1); err != nil {
		return nil, err
	}
	value, err := valueOf(from, advancedOption)
	if err == nil && value == nil {
		return whole, nil // nothing is written after its colon
	}
	if _, ok := value.(map[string]any); err == nil && !ok {
		found.Add(advancedOption, "must be a mapping of options, such as resource.retry.wait_max: 30s")
		return whole, nil
	}
	added, err := from.Child(advancedOption, -1)
	if err != nil {
		found.Add(advancedOption, "%s", unresolved(err))
		return whole, nil
	}
	sound, err := conf.MergeConfigs(added)
	if err != nil {
		return nil, err
	}
	given := optionsIn(whole, "", false)
	for _, option := range optionsIn(sound, "", true) {
		wrong := ""
		if first, _, _ := strings.Cut(option, "."); notOurs(first) {
			wrong = "is not allowed under advanced: put it next to advanced, if you need it"
		} else if slices.ContainsFunc(given, func(other string) bool { return within(option, other) || within(other, option) }) {
			wrong = "is also set outside of advanced: set it only once"
		}
		if wrong == "" {
			continue
		}
		found.Add(advancedOption+"."+option, "%s", wrong)
		if _, err := sound.Remove(option, -1); err != nil {
			return nil, err
		}
	}
	return whole, whole.Merge(sound)
}

// notOurs reports whether an option is one that Beats reads of the stanza itself.
func notOurs(name string) bool {
	node := optionTree().inside[name]
	return name == "id" || name == advancedOption || node != nil && node.common || node == nil && tolerable(name)
}

// optionsIn returns the full names of what is given in a block, of which a list counts as a
// whole. What has nothing after its colon counts if empty says so.
func optionsIn(block *conf.C, prefix string, empty bool) []string {
	var names []string
	for _, field := range block.GetFields() {
		value, err := valueOf(block, field)
		if err == nil && value == nil && !empty {
			continue
		}
		if inside, ok := value.(map[string]any); ok && len(inside) > 0 {
			if child, err := block.Child(field, -1); err == nil {
				names = append(names, optionsIn(child, prefix+field+".", empty)...)
				continue
			}
		}
		names = append(names, prefix+field)
	}
	slices.Sort(names)
	return names
}
