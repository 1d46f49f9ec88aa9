package reference

import "fmt"

// pages are the pages that tables alone make, by their paths in the repository.
var pages = map[string]func() []byte{
	"docs/reference.md":           referencePage,
	"docs/troubleshooting.md":     troubleshootingPage,
	"docs/metrics.md":             metricsPage,
	"docs/salesforce.schema.json": schemaPage,
}

// configurations are the files whose templates are in _meta/config.
var configurations = []string{"filebeat.yml", "filebeat.reference.yml"}

// Files returns the pages and configurations by their paths in the repository. Templates are
// read from the repository, whose root is given.
func Files(root string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	for path, page := range pages {
		files[path] = page()
	}
	for _, name := range configurations {
		page, err := configurationPage(root, name)
		if err != nil {
			return nil, fmt.Errorf("generating %s: %w", name, err)
		}
		files[name] = page
	}
	return files, nil
}
