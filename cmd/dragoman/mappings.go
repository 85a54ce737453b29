package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/mapping"
	"dragoman/mappings"
)

func (m *Main) mappingsCommand() *cobra.Command {
	var schema bool
	cmd := &cobra.Command{
		Use:   "mappings [NAME]",
		Short: "List or show the mappings that load --map knows",
		Long: "mappings lists the mappings that come with the program. With a name it writes that one, to be read or to start " +
			"from; a name that ends in .csv is a table that they share. --schema writes the JSON Schema of mappings, by " +
			"which editors complete and check them.",
		Example: "  dragoman mappings\n  dragoman mappings embassies > mine.yaml\n  dragoman mappings states.csv > states.csv\n  dragoman mappings --schema > mapping.schema.json",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return mappings.Names(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().BoolVar(&schema, "schema", false, "write the JSON Schema of mappings")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		switch {
		case schema:
			return m.write([]byte(mapping.Schema()))
		case len(args) == 0:
			return m.listMappings()
		}
		find := mappings.Text
		if strings.HasSuffix(args[0], ".csv") {
			find = mappings.Table
		}
		text, err := find(args[0])
		if err != nil {
			return err
		}
		return m.write(text)
	}
	return cmd
}

func (m *Main) listMappings() error {
	for _, name := range mappings.Names() {
		with, err := mappings.Find(name)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(m.Stdout, "%-10s  %s\n", name, with.About); err != nil {
			return err
		}
	}
	return nil
}
