package salesforce

import (
	"strconv"
	"strings"

	conf "github.com/elastic/elastic-agent-libs/config"
)

// advancedOption is the block of options that stand beside those of the stanza.
const advancedOption = "advanced"

// withAdvanced returns a stanza in which what is in the block advanced stands where it
// belongs. A policy of Fleet is made by a template: what an administrator adds to it would
// overrule what the template says, or be overruled, and nobody could tell which. So
// an option that is there twice is a mistake, and so is what is not an option of ours.
func withAdvanced(from *conf.C, found *mistakes) (*conf.C, error) {
	whole, err := conf.MergeConfigs(from)
	if err != nil || !whole.HasField(advancedOption) {
		return whole, err
	}
	value, err := valueOf(from, advancedOption)
	if err == nil && value == nil {
		return whole, nil // nothing is written after its colon
	}
	if _, is := value.(map[string]any); err == nil && !is {
		found.add(advancedOption, "is no block: it has options in it, such as resource.retry.wait_max: 30s")
		return whole, nil
	}
	added, err := from.Child(advancedOption, -1)
	if err != nil {
		found.add(advancedOption, "%s", unresolved(err))
		return whole, nil
	}
	if _, err := whole.Remove(advancedOption, -1); err != nil {
		return nil, err
	}
	sound, err := conf.MergeConfigs(added)
	if err != nil {
		return nil, err
	}
	given := optionsIn(whole)
	for _, option := range optionsIn(sound) {
		wrong := ""
		first, _, _ := strings.Cut(option, ".")
		if node := optionTree().inside[first]; node == nil || node.common || first == "id" || first == advancedOption {
			wrong = "belongs beside advanced, and not into it"
		}
		for _, other := range given {
			if within(option, other) || within(other, option) {
				wrong = "is given beside advanced too: give it once"
			}
		}
		if wrong == "" {
			continue
		}
		found.add(advancedOption+"."+option, "%s", wrong)
		if _, err := sound.Remove(option, -1); err != nil {
			return nil, err
		}
	}
	return whole, whole.Merge(sound)
}

// optionsIn returns the full names of what is given in a stanza. A list counts as a whole.
func optionsIn(stanza *conf.C) []string {
	var names []string
	seen := make(map[string]bool)
	for _, key := range stanza.FlattenedKeys() {
		parts := strings.Split(key, ".")
		for n, part := range parts {
			if _, err := strconv.Atoi(part); err == nil {
				parts = parts[:n]
				break
			}
		}
		if name := strings.Join(parts, "."); name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}
