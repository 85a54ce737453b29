package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dragoman/records"
)

func (m *Main) digestCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "digest",
		Short: "One hash of all that the graph holds",
		Long: "digest prints one hash of all records, audit fields included, which does not depend on their order or " +
			"on the store: two stores with the same content have the same. It is the sum of the SHA-256 of each " +
			"record's canonical line, modulo 2^256; it shows that a copy is whole, not that nobody forged it.",
		Example: "  dragoman digest\n  dragoman digest --store neo4j --neo4j-uri bolt://localhost:7687",
		Args:    cobra.NoArgs,
	}
	where := queryStoreFlags(cmd, "database")
	_ = cmd.Flags().MarkHidden("timeout") // it takes as long as an export
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		b, err := m.connect(cmd.Context(), where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.Close()) }()
		d, err := records.DigestOf(b.Export(cmd.Context(), true))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(m.Stdout, d)
		return err
	}
	return cmd
}
