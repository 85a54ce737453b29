package neo4j

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// ErrAbsent means that the machine lacks what a server needs: Java 17 or 21, or
// the server's jars and a way to fetch them. Tests skip on it; see neo4jtest.
var ErrAbsent = errors.New("no Neo4j on this machine")

var javaVersion = regexp.MustCompile(`version "(\d+)`)

// findJava gives the first Java of JAVA_HOME and PATH that the server supports.
func findJava(ctx context.Context) (string, error) {
	var tried []string
	for _, path := range javaCandidates() {
		out, err := exec.CommandContext(ctx, path, "-version").CombinedOutput()
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		major := "of unknown version"
		if m := javaVersion.FindSubmatch(out); err == nil && m != nil {
			major = string(m[1])
		}
		if major == "17" || major == "21" {
			return path, nil
		}
		tried = append(tried, fmt.Sprintf("%s is %s", path, major))
	}
	found := "neither JAVA_HOME nor PATH has java"
	if len(tried) > 0 {
		found = strings.Join(tried, ", ")
	}
	return "", fmt.Errorf("%w: Neo4j %s runs on Java 17 or 21, but %s; install one (Debian: apt-get install openjdk-17-jre-headless) or point JAVA_HOME at it", ErrAbsent, Version, found)
}

func javaCandidates() []string {
	var paths []string
	if home := os.Getenv("JAVA_HOME"); home != "" {
		if path, err := exec.LookPath(filepath.Join(home, "bin", "java")); err == nil {
			paths = append(paths, path)
		}
	}
	if path, err := exec.LookPath("java"); err == nil {
		paths = append(paths, path)
	}
	return paths
}
