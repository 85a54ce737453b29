//go:build !unix

package neo4j

import (
	"os"
	"os/exec"
)

func tie(*exec.Cmd) {}

// interrupt kills: there is no gentler signal.
func interrupt(p *os.Process) error { return p.Kill() }

func kill(p *os.Process) error { return p.Kill() }
