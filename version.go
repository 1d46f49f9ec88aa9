package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/elastic/beats/v7/libbeat/version"
)

// release is the version of this program, not that of Beats. RELEASE_VERSION of a build
// replaces it.
var release = "0.1.0"

// versionLine tells both versions, and the commit and time where the build gave them.
func versionLine() string {
	built := "an unknown time"
	if at := version.BuildTime(); !at.IsZero() {
		built = at.Format("2006-01-02")
	}
	return fmt.Sprintf("salesforcebeat version %s (%s/%s), Beats %s [%s built %s]",
		release, runtime.GOOS, runtime.GOARCH, version.GetDefaultVersion(), version.Commit(), built)
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show current version info",
		Args:  cobra.NoArgs,
		Run:   func(command *cobra.Command, _ []string) { fmt.Fprintln(command.OutOrStdout(), versionLine()) },
	}
}
