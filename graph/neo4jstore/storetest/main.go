package storetest

import (
	"fmt"
	"os"

	"dragoman/dev/neo4j/neo4jtest"
)

// Main is neo4jtest.Main for packages that call Empty: a database that the tests
// were pointed at is left without anything of theirs.
func Main(m interface{ Run() int }) { neo4jtest.Main(leaving{m}) }

type leaving struct{ tests interface{ Run() int } }

func (l leaving) Run() int {
	code := l.tests.Run()
	if uri := os.Getenv("DRAGOMAN_NEO4J_URI"); uri != "" {
		if err := Leave(uri, os.Getenv("DRAGOMAN_NEO4J_USER"), os.Getenv("DRAGOMAN_NEO4J_PASSWORD")); err != nil {
			fmt.Fprintln(os.Stderr, "storetest: the database could not be left as it was:", err)
			code = max(code, 1)
		}
	}
	return code
}
