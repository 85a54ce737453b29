package embedded_test

import (
	"testing"

	"dragoman/graph"
	"dragoman/graph/embedded"
	"dragoman/graph/graphtest"
)

func TestFolderKeepsTheContract(t *testing.T) {
	dirs := map[graph.Store]string{}
	open := func(t *testing.T) graph.Store {
		dir := t.TempDir()
		s := openDir(t, dir)
		dirs[s] = dir
		return s
	}
	graphtest.RunWith(t, open, graphtest.Options{Reopen: func(t *testing.T, s graph.Store) graph.Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := openDir(t, dirs[s])
		dirs[again] = dirs[s]
		return again
	}})
}

// The same where every first batch is laid into a file of its own. Later ones are not
// long: which of two contradictory records a long one refuses is not promised.
func TestFirstLoadsKeepTheContract(t *testing.T) {
	graphtest.Run(t, func(t *testing.T) graph.Store { return openDir(t, t.TempDir(), embedded.LongFrom(2)) })
}

func TestMemoryKeepsTheContract(t *testing.T) {
	graphtest.Run(t, func(t *testing.T) graph.Store { return openMemory(t) })
}

func openDir(t testing.TB, dir string, opts ...embedded.Option) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(t.Context(), dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

func openMemory(t testing.TB) *embedded.Store {
	t.Helper()
	s, err := embedded.OpenMemory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

func closeStore(t testing.TB, s *embedded.Store) {
	if err := s.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
}
