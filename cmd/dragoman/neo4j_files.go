package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"dragoman/graph"
	"dragoman/graph/neo4jstore"
)

// databaseName is how Neo4j lets a database be called.
var databaseName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]{2,62}$`)

func (m *Main) neo4jFilesCommand() *cobra.Command {
	var dir, database string
	cmd := &cobra.Command{
		Use:   "neo4j-files -o DIR [FILE...]",
		Short: "Write the files of a first load into Neo4j",
		Long: "neo4j-files writes a folder of CSV files from which Neo4j's own neo4j-admin makes a database, many times " +
			"as fast as load could fill it, and prints the command to do that. The database then holds what load would " +
			"have made of the same records: open it with --store neo4j, which makes constraints and indexes the first " +
			"time. It is for a database that is not there yet, or whose content may go.\n\n " +
			"Without FILE the graph of the data folder is written (or of a server, or another database); with FILE the " +
			"records of these files, as load reads them, and no other.",
		Example: "  dragoman neo4j-files -o for-neo4j\n  dragoman neo4j-files -o for-neo4j articles.yaml more.jsonl.gz\n" +
			"  cd for-neo4j && neo4j-admin database import full neo4j @import.args",
	}
	where := queryStoreFlags(cmd, "database")
	_ = cmd.Flags().MarkHidden("timeout") // it takes as long as it takes
	cmd.Flags().StringVarP(&dir, "output", "o", "", "folder for the files; made if it is missing, else it must be empty")
	cmd.Flags().StringVar(&database, "database", "neo4j", "name of the database to make, for the command that is printed")
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		switch {
		case dir == "" || dir == "-":
			return usage("name the folder for the files with -o")
		case !databaseName.MatchString(database):
			return usage("--database %q is no name that Neo4j takes: letters, digits, dots and dashes, 3 to 63", database)
		}
		if len(files) > 0 {
			for _, name := range []string{"data", "server", "memory", "store"} {
				if rankOf(cmd.Flags(), name) == onLine {
					return usage("--%s names a graph, and the files are another; leave one of them out", name)
				}
			}
		}
		return m.neo4jFiles(cmd.Context(), where, dir, database, files)
	}
	return cmd
}

func (m *Main) neo4jFiles(ctx context.Context, where *whereabouts, dir, database string, files []string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return cannotWrite(dir, err)
	}
	if there, err := os.ReadDir(dir); err != nil {
		return cannotWrite(dir, err)
	} else if len(there) > 0 {
		return graph.Errorf(graph.Conflict, "%s holds something already (%s); name a folder that is empty or not there", dir, there[0].Name())
	}
	return m.settled(ctx, where, dir, files, func(l *local) error {
		bar := m.progress(dir)
		o := neo4jstore.BulkOptions{
			Records: func() iter.Seq2[graph.Record, error] { return l.Export(ctx, true) },
			Dir:     dir, Actor: "local", Progress: func(done int) { bar.tell(done, 0) },
		}
		if e, ok := l.store.(graph.RestExporter); ok {
			o.Rest = func() iter.Seq2[graph.Record, error] { return e.ExportRest(ctx) }
		}
		made, err := neo4jstore.WriteBulk(ctx, o)
		bar.end()
		if err != nil {
			return err
		}
		return m.tellImport(dir, database, made)
	})
}

func (m *Main) tellImport(dir, database string, made neo4jstore.Bulk) error {
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	_, err := fmt.Fprintf(m.Stdout, "%s: %s bytes; %s\n\n"+
		"With Neo4j stopped, and as the account that it runs as:\n\n"+
		"  cd %s && neo4j-admin database import full %s @%s\n\n"+
		"Where that database exists, add --overwrite-destination=true after \"full\": what it holds is lost.\n"+
		"Then start Neo4j, and dragoman serve --store neo4j: the first start makes constraints and indexes.\n",
		dir, thousands(int(made.Bytes)), summary(made.Receipt), quoted(dir), database, made.Arguments)
	return err
}

// settled gives work a graph that nobody writes to meanwhile, which can be read
// several times: a folder of ours as it is. What files, a server or a database hold
// is first put into one, within dir.
func (m *Main) settled(ctx context.Context, where *whereabouts, dir string, files []string, work func(*local) error) (err error) {
	var feeds []*feed
	if len(files) > 0 {
		if feeds, err = m.feeds(mapFlags{}, files, false, ""); err != nil {
			return err
		}
		defer func() {
			for _, f := range feeds {
				err = errors.Join(err, f.Close())
			}
		}()
	} else {
		from, err := m.connect(ctx, where, false)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, from.Close()) }()
		if l, ok := from.(*local); ok {
			if _, shared := l.store.(graph.Portioner); !shared {
				return work(l)
			}
		}
		feeds = []*feed{{name: "the graph", from: func() iter.Seq2[graph.Record, error] { return from.Export(ctx, true) }}}
	}
	folder, err := os.MkdirTemp(dir, "records-")
	if err != nil {
		return cannotWrite(dir, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	l, err := openFolder(ctx, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	for _, f := range feeds {
		took, err := m.loadFile(ctx, l, f, loading{})
		if err != nil {
			return err
		}
		if !took {
			return silently(exitFailure)
		}
	}
	return work(l)
}
