// Command generate writes _meta/fields.yml.
//
//	go run ./input/salesforce/internal/ecs/fieldsyml/generate [-o file]
//
// It has to be run in the root of the module, unless -o says where to write.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs/fieldsyml"
)

func main() {
	output := flag.String("o", "_meta/fields.yml", "file to write")
	flag.Parse()
	if err := os.WriteFile(*output, fieldsyml.Generate(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "writing the fields:", err)
		os.Exit(1)
	}
}
