//go:build unix && !linux

package neo4j

import (
	"os"
	"os/exec"
	"syscall"
)

// tie puts the child into a process group of its own, so that Ctrl-C reaches
// only us.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

// kill ends the child's whole group.
func kill(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
