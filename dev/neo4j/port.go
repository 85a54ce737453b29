package neo4j

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// freePort finds a port of 127.0.0.1 that nobody listens on. The server opens
// it some seconds later, so it comes from below the ranges from which kernels
// take the ports of outgoing connections (Linux: from 32768).
func freePort() (int, error) {
	for range 50 {
		if port := 20000 + rand.IntN(12000); isFree(port) {
			return port, nil
		}
	}
	return 0, errors.New("neo4j: 127.0.0.1 has no free port among 50 tried between 20000 and 32000")
}

func isFree(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
