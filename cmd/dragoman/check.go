package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func (m *Main) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Verify the store against itself",
		Long:  "check prints what is wrong with the store, a line for each fault, and exits 1 if there is any.",
		Args:  cobra.NoArgs,
	}
	where := storeFlags(cmd, "database")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		b, err := m.connect(cmd.Context(), where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		faults := 0
		for fault, err := range b.Check(cmd.Context()) {
			if err != nil {
				return err
			}
			faults++
			if _, err := fmt.Fprintln(m.Stdout, plain(fault)); err != nil {
				return err
			}
		}
		_, _ = fmt.Fprintln(m.Stderr, counted(faults, "fault"))
		if faults > 0 {
			return silently(exitFailure)
		}
		return nil
	}
	return cmd
}
