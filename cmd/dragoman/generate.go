package main

import (
	"bufio"

	"github.com/spf13/cobra"
)

func (m *Main) generateCommand() *cobra.Command {
	var size graphSize
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a graph of invented records, for trying out sizes",
		Long: "generate writes records as JSON Lines: all kinds and types, few entities with very many relations " +
			"and many with few, claims that agree and that do not. The same numbers give the same bytes.",
		Example: "  dragoman generate --entities 100000 --relations 1000000 | dragoman load - --data ./big",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().IntVar(&size.entities, "entities", 1000, "number of entities")
	cmd.Flags().IntVar(&size.relations, "relations", 5000, "number of relations")
	cmd.Flags().Uint64Var(&size.seed, "seed", 1, "another seed gives another graph of that size")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		g, err := newInvention(size)
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(m.Stdout, 1<<20)
		if err := g.write(cmd.Context(), w); err != nil {
			return err
		}
		return w.Flush()
	}
	return cmd
}
