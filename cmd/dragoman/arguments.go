package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dragoman/graph"
)

// The flags of a query are the arguments of its GraphQL field in kebab case;
// the fields of its EvidenceFilter stand beside them. What is not given is not
// sent, so that the schema's defaults hold.

// argument is one of them.
type argument struct {
	name   string // in GraphQL: maxHops
	filter bool   // a field of `where`
	value  argumentValue
	help   string
}

// argumentValue reads the flag and gives the GraphQL value.
type argumentValue interface {
	pflag.Value
	graphQL() any
}

// arguments are the flags of one command.
type arguments struct {
	flags *pflag.FlagSet
	list  []argument
}

// takes tells how many words a question has, at most as many as most, if that is not 0.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (most == 0 || len(args) <= most) {
			return nil
		}
		return fmt.Errorf("the command is dragoman %s, but %s; a name of several words stands in quotes", cmd.Use, given(len(args)))
	}
}

func given(words int) string {
	if words == 1 {
		return "1 word was given"
	}
	return fmt.Sprintf("%d words were given", words)
}

// queryArguments adds flags to a command.
func queryArguments(cmd *cobra.Command, list ...argument) *arguments {
	a := &arguments{cmd.Flags(), list}
	for _, x := range list {
		cmd.Flags().Var(x.value, kebab(x.name), x.help)
		if _, ok := x.value.(*switchValue); ok {
			cmd.Flags().Lookup(kebab(x.name)).NoOptDefVal = "true"
		}
	}
	return a
}

// variables gives what was set, by name.
func (a *arguments) variables() variables {
	vars, where := variables{}, map[string]any{}
	for _, x := range a.list {
		switch {
		case !a.flags.Changed(kebab(x.name)):
		case x.filter:
			where[x.name] = x.value.graphQL()
		default:
			vars[x.name] = x.value.graphQL()
		}
	}
	if len(where) > 0 {
		vars["where"] = where
	}
	return vars
}

// unheeded refuses flags that say nothing: a list without a word in it, by which
// nothing would pass, and a way to meet dates without a date.
func (a *arguments) unheeded() error {
	dated, overlap := false, false
	for _, x := range a.list {
		f := a.flags.Lookup(kebab(x.name))
		if !f.Changed {
			continue
		}
		if list, ok := x.value.(interface{ empty() bool }); ok && list.empty() {
			return usage("--%s names nothing; name something, or leave the flag out", f.Name)
		}
		dated = dated || x.filter && (x.name == "at" || x.name == "during")
		overlap = overlap || x.filter && x.name == "overlap"
	}
	if overlap && !dated {
		return usage("--overlap says how dates meet --at and --during; add one of them, or leave --overlap out")
	}
	return nil
}

// filters repeats the filters that were set, as on a command line, those in
// leaveOut apart.
func (a *arguments) filters(leaveOut ...string) string {
	var out []string
	for _, x := range a.list {
		if f := a.flags.Lookup(kebab(x.name)); x.filter && f.Changed && !slices.Contains(leaveOut, x.name) {
			out = append(out, "--"+f.Name+" "+quoted(f.Value.String()))
		}
	}
	return strings.Join(out, " ")
}

func kebab(camel string) string {
	var b strings.Builder
	for _, r := range camel {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// evidence is the EvidenceFilter.
func evidence() []argument {
	list := []argument{
		{name: "asOf", value: &textValue{check: isDay, form: "date"}, help: "what was known on that day: YYYY-MM-DD"},
		{name: "documents", value: &listValue{form: "ids"}, help: "only claims of these documents"},
		{name: "excludeDocuments", value: &listValue{form: "ids"}, help: "no claims of these documents"},
		{name: "sources", value: &listValue{form: "ids"}, help: "only claims that go back to one of these"},
		{name: "excludeSources", value: &listValue{form: "ids"}, help: "no claims that go back to one of these"},
		{name: "minReliability", value: letters(graph.ParseReliability, "A", "B", "C", "D", "E", "F"), help: "documents at least that reliable, F being unknown"},
		{name: "types", value: words(graph.ParseRelationType, "types"), help: "relation types, such as participated-in,holds"},
		{name: "statuses", value: words(graph.ParseStatus, "statuses"), help: strings.ToLower(joined(graph.Statuses()))},
		{name: "kinds", value: words(graph.ParseEntityKind, "kinds"), help: strings.ToLower(joined(graph.EntityKinds()))},
		{name: "at", value: &textValue{check: isEDTF, form: "edtf"}, help: "when it held: a date in EDTF, such as 2025-10"},
		{name: "during", value: &textValue{check: isEDTF, form: "edtf"}, help: "when it held: a period in EDTF, such as 2025-10-01/2025-11-15"},
		{name: "overlap", value: &overlapValue{}, help: "how --at and --during are met: possible, certain"},
		{name: "minIndependentSources", value: &numberValue{}, help: "only what so many independent sources vouch for"},
	}
	for i := range list {
		list[i].filter = true
	}
	return list
}

func without(list []argument, name string) (out []argument) {
	for _, a := range list {
		if a.name != name {
			out = append(out, a)
		}
	}
	return out
}

func lensArgument(def graph.Lens) argument {
	return argument{name: "lens", value: one(graph.ParseLens, def, "lens"), help: "what is walked: contact, formal, relations, everything"}
}

func firstArgument(def int, what string) argument {
	return argument{name: "first", value: &numberValue{n: def}, help: "at most so many " + what}
}

func afterArgument() argument {
	return argument{name: "after", value: &textValue{form: "cursor"}, help: "go on after this cursor"}
}

func degreeCapArgument() argument {
	return argument{name: "degreeCap", value: &numberValue{n: 1000}, help: "entities with more relations are not walked through"}
}

func joined[T fmt.Stringer](list []T) string {
	s := make([]string, len(list))
	for i, x := range list {
		s[i] = x.String()
	}
	return strings.Join(s, ", ")
}
