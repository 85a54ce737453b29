package embedded

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dragoman/graph"
)

// folderLock keeps other processes, and other stores of this one, out of a data
// folder. The file tells the process id; it stays when the lock is gone.
type folderLock struct{ f *os.File }

func lockFolder(dir string) (*folderLock, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, unusable(dir, err)
	}
	if err := tryLock(f); err != nil {
		holder := pidIn(f)
		_ = f.Close() // nothing was written to it
		if errors.Is(err, ErrLocked) {
			return nil, &graph.Error{
				Code: graph.Unavailable, Err: ErrLocked,
				Message: fmt.Sprintf("%s: the folder is open in another process%s; stop that one, talk to it (--server), or name another folder (--data)", dir, holder),
			}
		}
		return nil, unusable(dir, err)
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		_ = f.Close()
		return nil, unusable(dir, err)
	}
	return &folderLock{f}, nil
}

func pidIn(f *os.File) string {
	b, err := io.ReadAll(io.LimitReader(f, 20))
	if pid := strings.TrimSpace(string(b)); err == nil && pid != "" {
		return " (pid " + pid + ")"
	}
	return ""
}

func (l *folderLock) release() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}

func unusable(dir string, err error) error {
	if info, e := os.Stat(dir); e == nil && !info.IsDir() {
		return &graph.Error{Code: graph.Unavailable, Message: dir + ": is a file, and the data folder is a folder; name one (--data). A file of records is named to load without a flag"}
	}
	return &graph.Error{Code: graph.Unavailable, Message: dir + ": the data folder cannot be written; give this user write access, or name another folder (--data)", Err: err}
}
