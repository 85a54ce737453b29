package embedded_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"dragoman/graph/embedded"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimFolder); dir != "" {
		os.Exit(victim(dir))
	}
	if dir := os.Getenv(migrantFolder); dir != "" {
		os.Exit(migrant(dir))
	}
	if err := embedded.RegisterVFS(); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
