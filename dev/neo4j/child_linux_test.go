package neo4j

import (
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// The child dies with a parent that has no time to stop it. This process starts
// itself as the parent; both hold a pipe, whose end tells that both are gone.
func TestChildDiesWithParent(t *testing.T) {
	const role = "DRAGOMAN_TEST_PARENT"
	if os.Getenv(role) != "" {
		cmd := exec.Command("sleep", "600")
		cmd.ExtraFiles = []*os.File{os.NewFile(3, "pipe")}
		if _, err := spawn(cmd); err != nil {
			t.Fatal(err)
		}
		_, _ = os.Stdout.WriteString("spawned\n")
		time.Sleep(10 * time.Minute) // until killed
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(os.Args[0], "-test.run=^TestChildDiesWithParent$")
	parent.Env = append(os.Environ(), role+"=1")
	parent.ExtraFiles = []*os.File{w}
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("spawned\n"))); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // it was killed
	if err := r.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); err != nil {
		t.Errorf("the child outlived its parent: %v", err)
	}
}
