package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"dragoman/graph"
)

// A server that holds a data folder says so in a file there, so that the other
// commands talk to it instead of being locked out. The file may outlive its
// server; it then names a process that is gone, or an address where nobody
// answers, and is not heeded. (The folder's lock, which ends with its process,
// decides who may open it.)

const holderFile = "server.json"

// holder is the content of the file.
type holder struct {
	Address string `json:"address"` // http://127.0.0.1:8080
	PID     int    `json:"pid"`
	Store   string `json:"store,omitempty"` // the database, where the graph is not in the folder itself
}

// announce writes the file; remove takes it away again, unless another server
// has replaced it.
func announce(dir string, h holder) (remove func(), err error) {
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, holderFile)
	if err := writeFile(path, 0o600, append(text, '\n')); err != nil {
		return nil, graph.Errorf(graph.Unavailable, "%s cannot be written: %w", path, err)
	}
	return func() {
		if found, ok := readHolder(dir); ok && found == h {
			_ = os.Remove(path)
		}
	}, nil
}

func readHolder(dir string) (h holder, ok bool) {
	text, err := os.ReadFile(filepath.Join(dir, holderFile))
	if err != nil || json.Unmarshal(text, &h) != nil {
		return holder{}, false
	}
	return h, h.Address != "" && h.PID > 0
}

// heldBy finds the server that holds a data folder. ok is false where none does.
func heldBy(ctx context.Context, dir string) (h holder, ok bool) {
	h, ok = readHolder(dir)
	return h, ok && alive(h.PID) && answers(ctx, h.Address)
}

// alive says whether a process of this id exists.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = p.Release() }()
	if runtime.GOOS == "windows" { // finding it there is knowing that it exists
		return true
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}

// holderTimeout bounds the wait for a server that may be gone.
const holderTimeout = 2 * time.Second

func answers(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, holderTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := direct.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// direct is a client that no proxy setting touches, for this machine's servers.
var direct = &http.Client{Transport: &http.Transport{
	DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, IdleConnTimeout: time.Minute,
}}

// writeFile replaces a file whole: a reader finds the old text or the new one.
func writeFile(path string, mode os.FileMode, text []byte) error {
	f, err := newReplacement(path, mode)
	if err != nil {
		return err
	}
	defer f.discard()
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.commit()
}
