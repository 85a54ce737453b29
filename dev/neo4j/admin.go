package neo4j

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Admin runs neo4j-admin with arguments in the folder work, on the server whose
// home folder is home and which does not run; a home that is not there is made. It
// gives what the tool printed, with an error too. errors.Is(err, ErrAbsent) as
// with Start.
func Admin(ctx context.Context, home, work string, args ...string) ([]byte, error) {
	java, err := findJava(ctx)
	if err != nil {
		return nil, err
	}
	lib, err := Jars(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(home, "conf"), 0o700); err != nil {
		return nil, fmt.Errorf("neo4j: home folder: %w", err)
	}
	cmd := admin(ctx, java, filepath.Join(lib, "*"), home, nil, args)
	cmd.Dir = work
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("neo4j: neo4j-admin %v: %w", args, err)
	}
	return out, err
}

// admin is the shell script neo4j-admin without the shell.
func admin(ctx context.Context, java, classpath, home string, jvm, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, java, append(append(jvm, "-cp", classpath, "org.neo4j.cli.AdminTool"), args...)...)
	cmd.Env = append(os.Environ(), "NEO4J_HOME="+home, "NEO4J_CONF="+filepath.Join(home, "conf"))
	return cmd
}
