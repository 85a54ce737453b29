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
		Long: "check prints what is wrong with the store, a line for each fault, and exits 1 if there is any. With " +
			"--repair it first makes anew what follows from the records (the words of the search, the columns of " +
			"lists, indexes, the topology) and says so; records it never touches: damaged ones need a backup.",
		Args: cobra.NoArgs,
	}
	var repair bool
	where := storeFlags(cmd, "database")
	cmd.Flags().BoolVar(&repair, "repair", false, "first make anew what follows from the records")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		b, err := m.connect(cmd.Context(), where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		m.tellInterrupted(b)
		if repair {
			done, err := b.Repair(cmd.Context())
			if err != nil {
				return err
			}
			for _, what := range done {
				_, _ = fmt.Fprintln(m.Stderr, "repaired: "+plain(what))
			}
		}
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
