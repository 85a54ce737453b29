package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// composeFile is as much of docker-compose.yml as is checked here.
type composeFile struct {
	Services map[string]struct {
		Image     string
		Build     map[string]any
		Command   []string
		Profiles  []string
		Secrets   []string
		Volumes   []string
		DependsOn map[string]struct{ Condition string } `yaml:"depends_on"`
		Health    map[string]any                        `yaml:"healthcheck"`
	}
	Secrets map[string]map[string]string
	Volumes map[string]any
}

// TestCompose reads the file as far as that goes without a container engine: what
// is named is there, commands have the flags they use, and a secret is no word of
// a command.
func TestCompose(t *testing.T) {
	text, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c composeFile
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"dragoman", "neo4j", "seed", "dragoman-neo4j"} {
		if _, ok := c.Services[name]; !ok {
			t.Errorf("there is no service %s", name)
		}
	}
	root := newProgram(t).main(strings.NewReader(""), discard{}, discard{}).command()
	for name, s := range c.Services {
		if s.Image == "" {
			t.Errorf("%s has no image", name)
		}
		for other, d := range s.DependsOn {
			of, ok := c.Services[other]
			if !ok || d.Condition == "service_healthy" && of.Health == nil {
				t.Errorf("%s depends on %s, which is not there or never healthy", name, other)
			}
			if !slices.Equal(of.Profiles, s.Profiles) {
				t.Errorf("%s depends on %s of another profile", name, other)
			}
		}
		for _, secret := range s.Secrets {
			if c.Secrets[secret]["file"] == "" {
				t.Errorf("%s uses the secret %s, which is not there", name, secret)
			}
		}
		for _, v := range s.Volumes {
			if from, _, _ := strings.Cut(v, ":"); !strings.HasPrefix(from, "$") {
				if _, ok := c.Volumes[from]; !ok {
					t.Errorf("%s uses the volume %s, which is not there", name, from)
				}
			}
		}
		if len(s.Command) == 0 {
			continue
		}
		cmd, rest, err := root.Find(s.Command)
		if err == nil {
			err = cmd.ParseFlags(rest)
		}
		if err != nil || cmd == root {
			t.Errorf("%s: %q: %v", name, s.Command, err)
		}
	}
}
