package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"dragoman/graph"
	"dragoman/graph/embedded"
)

func (m *Main) migrateCommand() *cobra.Command {
	var dry bool
	where := ""
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring a data folder of an older version up to date",
		Long: "migrate writes the data of an older format anew, beside the old file, which it replaces when the new one " +
			"is complete: whatever happens, the folder holds the old data or the new. It needs as much free space as " +
			"the data take. Every command that opens the folder does the same by itself; with --dry-run migrate only " +
			"tells what would be done. A format from a later version is refused by its number. A Neo4j database is " +
			"kept up to date by the servers over it.",
		Example: "  dragoman migrate --data ./dragoman-data --dry-run",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().StringVar(&where, "data", defaultData, "data folder")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only tell what would be done")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if h, ok := heldBy(cmd.Context(), where); ok {
			return graph.Errorf(graph.Unavailable, "%s is served by %s, which brought it up to date when it started; stop that server first to migrate it", where, h.Address)
		}
		done, err := embedded.Migrate(cmd.Context(), where, dry)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(m.Stdout, migrated(where, done, dry))
		return err
	}
	return cmd
}

// migrated tells what was done, or would be.
func migrated(where string, done embedded.Migration, dry bool) string {
	if len(done.Steps) == 0 {
		return fmt.Sprintf("%s: format %d is the newest; there is nothing to do\n", where, done.To)
	}
	begin, last := "migrated", "."
	if dry {
		begin, last = "would be migrated", fmt.Sprintf("; %s bytes of free space are needed.", thousands(int(done.Size)))
	}
	text := fmt.Sprintf("%s: %s from format %d to %d", where, begin, done.From, done.To)
	for _, step := range done.Steps {
		text += "; " + step
	}
	return text + last + "\n"
}
