// Command generate writes what is made from tables in the Fleet package.
//
//	go run ./input/salesforce/internal/ecs/fleetpackage/generate [-sample stream] -o file
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs/fleetpackage"
)

func main() {
	stream := flag.String("sample", "", "write an event of this data stream, and not the fields")
	output := flag.String("o", "", "file to write")
	flag.Parse()
	if err := write(*output, *stream); err != nil {
		fmt.Fprintln(os.Stderr, "writing for the Fleet package:", err)
		os.Exit(1)
	}
}

func write(path, stream string) error {
	if path == "" {
		return errors.New("-o is required: the file to write")
	}
	content := fleetpackage.Fields()
	if stream != "" {
		var err error
		if content, err = fleetpackage.SampleEvent(stream); err != nil {
			return err
		}
	}
	return os.WriteFile(path, content, 0o644)
}
