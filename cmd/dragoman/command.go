package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// command builds the tree of commands for one run.
func (m *Main) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "dragoman",
		Short: "How are these two connected, by what, on whose word, and since when is it known?",
		Long: "dragoman is a knowledge graph of diplomacy: officials, governments, groups, missions and " +
			"meetings, the relations between them, and the documents that each relation rests on.\n\n " +
			"Every flag can be set by an environment variable (--max-hops is DRAGOMAN_MAX_HOPS) and in " +
			"the file given as --config; a flag beats a variable, a variable beats the file.\n\n " +
			"Exit codes: 0 ok, 1 failure, 2 usage, 3 not found or no path, 4 store unavailable, " +
			"5 stopped by a deadline or a budget.",
		Example: "  dragoman serve\n" +
			"  dragoman path Jaishankar Haqqani --lens contact\n" +
			"  dragoman timeline 'National Resistance Front' --during 2025-10",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return fmt.Errorf("unknown command %q%s", args[0], didYouMean(args[0], "", commandNames(cmd)))
		},
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(m.Stdin)
	root.SetOut(m.Stdout)
	root.SetErr(m.Stderr)
	root.PersistentFlags().String("config", "", "YAML file with settings, named like flags")
	root.AddCommand(
		m.serveCommand(), m.loadCommand(), m.mappingsCommand(), m.exportCommand(),
		m.searchCommand(), m.entityCommand(), m.pathCommand(), m.egoCommand(), m.connectCommand(), m.timelineCommand(),
		m.sourcesCommand(), m.changesCommand(),
		m.checkCommand(), m.statsCommand(), m.backupCommand(), m.restoreCommand(), m.migrateCommand(), m.compactCommand(), m.copyCommand(), m.neo4jFilesCommand(), m.digestCommand(), m.generateCommand(), m.versionCommand(),
	)
	root.InitDefaultCompletionCmd()
	root.SetUsageTemplate(strings.NewReplacer(
		".LocalFlags.FlagUsages", ".LocalFlags.FlagUsagesWrapped 80", ".InheritedFlags.FlagUsages", ".InheritedFlags.FlagUsagesWrapped 80",
	).Replace(root.UsageTemplate()))
	for _, cmd := range append(root.Commands(), root) {
		m.prepare(cmd)
	}
	return root
}

// prepare makes what cobra itself refuses a usage error, and fills in settings
// before a command runs.
func (m *Main) prepare(cmd *cobra.Command) {
	cmd.Long = paragraphs(cmd.Long)
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var unknown *pflag.NotExistError
		if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
			return usage("%w", err)
		}
		return usage("%w%s", err, didYouMean(unknown.GetSpecifiedName(), "--", flagNames(cmd)))
	})
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usage("%w", err)
			}
			return nil
		}
	}
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			if err := m.settle(cmd); err != nil {
				return err
			}
			return run(cmd, args)
		}
	}
}

// maxNear is how many names that are spelt nearly so a message lists.
const maxNear = 3

// didYouMean says which of the names of commands or flags, each with its dashes, are
// spelt nearly as a word that is none of them.
func didYouMean(word, dashes string, names []string) string {
	among := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, name := range names {
		among.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	near := among.SuggestionsFor(word)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + dashes + strings.Join(near[:min(len(near), maxNear)], " or "+dashes) + "?"
}

func commandNames(root *cobra.Command) (names []string) {
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() {
			names = append(names, cmd.Name())
		}
	}
	return names
}

func flagNames(cmd *cobra.Command) (names []string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	return names
}

// paragraphs wraps a text to the width of a page.
func paragraphs(text string) string {
	var out []string
	for p := range strings.SplitSeq(text, "\n\n") {
		out = append(out, strings.Join(wrap(p, pageWidth, pageWidth), "\n"))
	}
	return strings.Join(out, "\n\n")
}
