package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// healthCommand asks a running beat whether it answers, for the health checks of
// containers, which have no other program to ask with. How each input fares is in the
// beat's log and metrics: an org that refuses is no reason to restart the process.
func healthCommand() *cobra.Command {
	var url string
	command := &cobra.Command{
		Use:   "health",
		Short: "Ask the running beat at its HTTP endpoint whether it lives",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			command.SilenceUsage, command.SilenceErrors = true, true
			client := http.Client{Timeout: 5 * time.Second}
			response, err := client.Get(strings.TrimRight(url, "/") + "/inputs/")
			if err != nil {
				return fmt.Errorf("%w: is http.enabled set?", err)
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return fmt.Errorf("the beat answers %s", response.Status)
			}
			fmt.Fprintln(command.OutOrStdout(), "the beat answers")
			return nil
		},
	}
	command.Flags().StringVar(&url, "url", "http://localhost:5066", "the beat's HTTP endpoint")
	return command
}
