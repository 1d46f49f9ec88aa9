package fleet

import (
	"bytes"
	"embed"
	"path"
)

//go:embed parts
var parts embed.FS

// streams are the data streams, and what of their templates is their own.
var streams = []string{"log_file", "object", "profile", "query"}

// makers write the files of a data stream, by path.
var makers = map[string]func(stream string) ([]byte, error){
	"agent/stream/stream.yml.hbs":               templateOf,
	"elasticsearch/ingest_pipeline/default.yml": func(string) ([]byte, error) { return part("ingest_pipeline.yml") },
	"fields/base-fields.yml":                    func(string) ([]byte, error) { return part("base-fields.yml") },
	"fields/fields.yml":                         func(string) ([]byte, error) { return fields(), nil },
	"sample_event.json":                         sampleEvent,
}

// Files returns what is generated, by path in the folder of the package, with slashes.
func Files() (map[string][]byte, error) {
	files := make(map[string][]byte)
	var err error
	if files["docs/README.md"], err = page(); err != nil {
		return nil, err
	}
	for _, stream := range streams {
		for name, make := range makers {
			if files[path.Join("data_stream", stream, name)], err = make(stream); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// templateOf returns the template that Fleet fills in: how to get at the org, what to
// collect, and what becomes of the events.
func templateOf(stream string) ([]byte, error) {
	all := [][]byte{[]byte("{{! Generated; run \"go tool mage update\" after changing its parts. }}\n")}
	for _, name := range []string{"connection", stream, "events"} {
		content, err := part(name + ".yml.hbs")
		if err != nil {
			return nil, err
		}
		all = append(all, content)
	}
	return bytes.Join(all, nil), nil
}

// part returns a file that becomes a part of generated ones.
func part(name string) ([]byte, error) {
	content, err := parts.ReadFile("parts/" + name)
	// A clone may have been given other line ends.
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")), err
}
