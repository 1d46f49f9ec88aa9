package licenses

import (
	"fmt"
	"strings"
)

// accepted are the licenses that a program of ours may link without a word about it.
var accepted = map[string]bool{
	"0BSD": true, "Apache-2.0": true, "BSD-2-Clause": true, "BSD-2-Clause-Views": true, "BSD-3-Clause": true,
	"ISC": true, "MIT": true, "MPL-2.0": true, "Unlicense": true, "Zlib": true,
}

// choice is what holds for a module whose license files do not say it in a way that a
// scanner understands, or say more than concerns a program.
type choice struct {
	path string
	// expression is the SPDX expression.
	expression string
	// file is the license file that says so, and proof a phrase of it. A release of the
	// module that changes its license no longer has it.
	file, proof string
	// reason is for people.
	reason string
}

// choices makes the table of choices.
func choices() []choice {
	return []choice{
		{
			path: "github.com/eclipse/paho.mqtt.golang", expression: "EPL-2.0 OR BSD-3-Clause",
			file: "LICENSE", proof: "Eclipse Distribution License v1.0 which accompany this distribution",
			reason: "the Eclipse Distribution License is the BSD license with three clauses, and either may be chosen",
		},
		{
			path: "github.com/elastic/elastic-agent-client/v7", expression: "LicenseRef-Elastic-License-Agreement",
			file: "LICENSE.txt", proof: "ELASTIC LICENSE AGREEMENT PLEASE READ CAREFULLY",
			reason: "libbeat's management package, itself Apache-2.0, imports it, so every Filebeat has it",
		},
		{
			path: "github.com/opencontainers/go-digest", expression: "Apache-2.0",
			file: "LICENSE", proof: "Apache License Version 2.0",
			reason: "the other license is that of its documentation",
		},
		{
			path: "kernel.org/pub/linux/libs/security/libcap/cap", expression: "BSD-3-Clause OR GPL-2.0-only",
			file: "License", proof: "The licensed conditions are one or the other of these two Licenses: - BSD 3-clause - GPL v2.0",
			reason: "either may be chosen",
		},
		{
			path: "kernel.org/pub/linux/libs/security/libcap/psx", expression: "BSD-3-Clause OR GPL-2.0-only",
			file: "License", proof: "The licensed conditions are one or the other of these two Licenses: - BSD 3-clause - GPL v2.0",
			reason: "either may be chosen",
		},
	}
}

// choose sets the expression of the terms, by a choice if there is one.
func (t *Terms) choose(found []string) error {
	for _, one := range choices() {
		if one.path == t.Module.Path {
			return t.take(one)
		}
	}
	if len(found) == 0 {
		return fmt.Errorf("no license is recognized: say in choice.go what holds")
	}
	for _, license := range found {
		if !accepted[license] {
			return fmt.Errorf("the license %s is not among those that are accepted: say in choice.go what holds", license)
		}
	}
	t.Expression = strings.Join(found, " AND ")
	return nil
}

func (t *Terms) take(one choice) error {
	for _, text := range t.Texts {
		if text.Name == one.file && strings.Contains(words(text.Content), one.proof) {
			t.Expression, t.Reason = one.expression, one.reason
			return nil
		}
	}
	return fmt.Errorf("its %s no longer says %q: look at its license again, and correct choice.go", one.file, one.proof)
}

// words returns a text with a space between its words.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }
