// Command generate writes docs/fields.md.
//
//	go run ./input/salesforce/internal/ecs/fieldsmd/generate [-o file]
//
// It has to be run in the root of the module, unless -o says where to write.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs/fieldsmd"
)

func main() {
	output := flag.String("o", "docs/fields.md", "file to write")
	flag.Parse()
	if err := os.WriteFile(*output, fieldsmd.Generate(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "writing the documentation of the fields:", err)
		os.Exit(1)
	}
}
