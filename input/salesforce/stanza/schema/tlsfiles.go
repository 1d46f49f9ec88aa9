package schema

import (
	"errors"
	"maps"
	"slices"

	"github.com/elastic/elastic-agent-libs/transport/tlscommon"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/plainfile"
)

// filesOfTLS refuses files of resource.ssl that are something else than files. Beats reads
// them when the stanza is unpacked, and would wait for a named pipe.
func (e *validation) filesOfTLS() {
	var stanza struct {
		Resource struct {
			SSL struct {
				CAs         []string `config:"certificate_authorities"`
				Certificate string   `config:"certificate"`
				Key         string   `config:"key"`
				Passphrase  string   `config:"key_passphrase_path"`
			} `config:"ssl"`
		} `config:"resource"`
	}
	if err := e.sound.Unpack(&stanza); err != nil {
		return // unpacking the stanza says what is wrong
	}
	ssl := stanza.Resource.SSL
	named := map[string][]string{
		"certificate_authorities": ssl.CAs,
		"certificate":             {ssl.Certificate},
		"key":                     {ssl.Key},
		"key_passphrase_path":     {ssl.Passphrase},
	}
	for _, option := range slices.Sorted(maps.Keys(named)) {
		option, paths := "resource.ssl."+option, named[option]
		for _, path := range paths {
			if path == "" || tlscommon.IsPEMString(path) {
				continue
			}
			if err := plainfile.Check(path); errors.Is(err, plainfile.ErrKind) {
				e.drop(option, option, "%v", err)
				break
			}
		}
	}
}
