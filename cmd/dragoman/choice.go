package main

import (
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dragoman/graph/neo4jstore"
)

// The kinds of store.
const (
	kindEmbedded = "embedded"
	kindNeo4j    = "neo4j"
)

// choice are the flags that say which kind of store holds the graph, and how a
// database is reached and searched.
type choice struct {
	kind   string
	at     account
	search string
	memory sizeValue

	flags *pflag.FlagSet
}

// account says which database, and who asks it.
type account struct {
	uri, user, passwordFile, database string
	prefix                            string // of the flags, such as "from-"; for messages and variables
}

// storeChoice adds the flags. search is the default of --search: what searches no
// connections needs no memory to search in.
func storeChoice(cmd *cobra.Command, search string) *choice {
	c := &choice{memory: sizeValue{bytes: neo4jstore.DefaultBudget}, flags: cmd.Flags()}
	fs := cmd.Flags()
	fs.StringVar(&c.kind, "store", kindEmbedded, "kind of store: embedded, neo4j")
	fs.StringVar(&c.at.uri, "neo4j-uri", "", "Neo4j: its address, as bolt://host:7687 or neo4j+s://host")
	c.at.flags(fs, "")
	fs.StringVar(&c.search, "search", search, "Neo4j: where connections are searched: auto, memory, database")
	fs.Var(&c.memory, "search-memory", "Neo4j: memory that --search auto may take for the search")
	return c
}

// defaultUser is the account that a new Neo4j has.
const defaultUser = "neo4j"

// flags adds those of an account, all but the address.
func (a *account) flags(fs *pflag.FlagSet, prefix string) {
	a.prefix = prefix
	of := "Neo4j: "
	if prefix != "" {
		of = "the same for --" + strings.TrimSuffix(prefix, "-") + ": "
	}
	fs.StringVar(&a.user, prefix+"neo4j-user", "", of+"user (neo4j, if a password is given)")
	fs.StringVar(&a.passwordFile, prefix+"neo4j-password-file", "", of+"file with the password; or "+a.variable())
	fs.StringVar(&a.database, prefix+"neo4j-database", "", of+"name of the database (neo4j)")
}

// forNeo4j are the flags that mean something only with that store.
var forNeo4j = []string{"neo4j-uri", "neo4j-user", "neo4j-password-file", "neo4j-database", "search", "search-memory"}

// decide checks the flags against each other. memory and server are those of the
// command; where they are given on the command line they overrule a --store that
// is only set in a variable or a file.
func (c *choice) decide(memory, server bool) error {
	if c.kind != kindEmbedded && c.kind != kindNeo4j {
		return usage("--store %q is not known; it is embedded or neo4j", c.kind)
	}
	rank := rankOf(c.flags, "store")
	for name, given := range map[string]bool{"memory": memory, "server": server} {
		over := rankOf(c.flags, name)
		switch {
		case !given:
		case c.kind == kindNeo4j && over <= rank:
			return usage("--store neo4j and --%s exclude each other", name)
		default:
			c.kind, rank = kindEmbedded, max(rank, over)
		}
	}
	if c.kind == kindEmbedded {
		return c.onlyNeo4j(rank)
	}
	switch c.search {
	case "auto", "memory", "database":
	default:
		return usage("--search %q is not known; it is auto, memory or database", c.search)
	}
	if c.search != "auto" && rankOf(c.flags, "search-memory") == onLine {
		return usage("--search-memory is for --search auto, which chooses by it; leave it out with --search %s", c.search)
	}
	if c.at.uri == "" {
		return usage("--store neo4j needs --neo4j-uri, the address of the database, as bolt://host:7687")
	}
	return nil
}

// onlyNeo4j refuses flags that would go unheeded with the embedded store. Those
// of variables and the file may stay where --store or the like overrules them.
func (c *choice) onlyNeo4j(rank settingRank) error {
	for _, name := range forNeo4j {
		switch given := rankOf(c.flags, name); {
		case given == onLine:
			return usage("--%s is for --store neo4j", name)
		case given == bySetting && rank == byDefault:
			return usage("%s is for --store neo4j: add that (or DRAGOMAN_STORE), or take it away", settingOf(c.flags, name))
		}
	}
	return nil
}

// chosenAtStart refuses flags about the way of searching where a server answers,
// which keeps to the way that it was started with.
func (c *choice) chosenAtStart(h holder, dir string) error {
	for _, name := range []string{"search", "search-memory"} {
		if rankOf(c.flags, name) == onLine {
			return usage("--%s is chosen when a server starts, and the one at %s, which holds %s, answers this: leave --%[1]s out, or name another folder with --data", name, h.Address, dir)
		}
	}
	return nil
}

// options are those of the database.
func (m *Main) options(a *account) (neo4jstore.Options, error) {
	o := neo4jstore.Options{URI: a.uri, User: a.user, Database: a.database}
	var err error
	if o.Password, err = m.password(a); err != nil {
		return o, err
	}
	switch {
	case o.Password == "" && o.User != "":
		return o, usage("--%sneo4j-user needs a password: give --%sneo4j-password-file or %s", a.prefix, a.prefix, a.variable())
	case o.Password != "" && o.User == "":
		o.User = defaultUser
	}
	return o, nil
}

var ways = map[string]neo4jstore.Search{"auto": neo4jstore.SearchAuto, "memory": neo4jstore.SearchMemory, "database": neo4jstore.SearchDatabase}

// storeOptions are those of the database with the way of searching. folder keeps
// the snapshot of the topology; "" keeps none.
func (m *Main) storeOptions(c *choice, folder string) (neo4jstore.Options, error) {
	o, err := m.options(&c.at)
	o.Search, o.Budget, o.Folder = ways[c.search], c.memory.bytes, folder
	return o, err
}

// variable holds the password, where no file does.
func (a *account) variable() string { return variable(a.prefix + "neo4j-password") }

// password reads the password: the only line of the file, else the variable. A
// flag would show it to everybody on this machine.
func (m *Main) password(a *account) (string, error) {
	flag := "--" + a.prefix + "neo4j-password-file"
	if a.passwordFile == "" {
		word, _ := m.LookupEnv(a.variable())
		return word, nil
	}
	text, err := os.ReadFile(a.passwordFile)
	if err != nil {
		return "", usage("%s: %s cannot be read: %s", flag, a.passwordFile, reasonOf(err))
	}
	word := strings.TrimRight(string(text), "\r\n")
	if word == "" || strings.ContainsAny(word, "\r\n") {
		return "", usage("%s: %s must hold one line, the password", flag, a.passwordFile)
	}
	if info, err := os.Stat(a.passwordFile); err == nil && info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		_, _ = fmt.Fprintf(m.Stderr, "Others on this machine may read %s: chmod 600 it, unless that is meant.\n", a.passwordFile)
	}
	return word, nil
}

// place names the database in messages and in server.json, without credentials.
func (a *account) place() string {
	where := a.uri
	if u, err := url.Parse(a.uri); err == nil {
		where = u.Scheme + "://" + u.Host
	}
	if a.database != "" {
		where += " " + a.database
	}
	return where
}
