package neo4j

import (
	"os"
	"os/exec"
	"syscall"
)

// tie puts the child into a process group of its own, so that Ctrl-C reaches
// only us, and has the kernel kill it when the thread that started it ends.
func tie(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }

// kill ends the child's whole group.
func kill(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
