package graphtest_test

import (
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/graphtest"
)

func TestZZ(t *testing.T) {
	graphtest.Run(t, func(t *testing.T) graph.Store {
		s, err := embedded.OpenMemory(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	})
}
