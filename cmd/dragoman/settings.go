package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A flag that is not on the command line takes its value from its environment
// variable, else from the config file. Both are set through the flag itself, so
// that they are read and refused exactly as on the command line: that is why no
// configuration library stands between.
//
// The config file is YAML: names of flags, at the top for every command that has
// the flag, or under the name of one command, which is the nearer of the two.
//
//	data: /srv/graph
//	serve:
//	  addr: 127.0.0.1:9090

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "DRAGOMAN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// settle fills in the flags of a command that the command line leaves open.
func (m *Main) settle(cmd *cobra.Command) error {
	file, err := m.configFile(cmd)
	if err != nil {
		return err
	}
	var faults []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || f.Name == "config" {
			return
		}
		from, value, ok := variable(f.Name), "", false
		if value, ok = m.LookupEnv(from); !ok {
			from, value, ok = file.lookup(cmd.Name(), f.Name)
		}
		if !ok {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			faults = append(faults, usage("%s: %w", from, err))
		}
		_ = cmd.Flags().SetAnnotation(f.Name, settingFrom, []string{from}) // the flag is there
	})
	return errors.Join(faults...)
}

// settingRank says how a flag got its value; the greater rank wins.
type settingRank int

const (
	byDefault settingRank = iota
	bySetting             // a variable or the config file
	onLine
)

// settingFrom is the annotation of a flag that settle set: where from.
const settingFrom = "dragoman_from"

func rankOf(fs *pflag.FlagSet, name string) settingRank {
	f := fs.Lookup(name)
	switch {
	case f == nil || !f.Changed:
		return byDefault
	case f.Annotations[settingFrom] != nil:
		return bySetting
	}
	return onLine
}

// settingOf says where settle found the value of a flag.
func settingOf(fs *pflag.FlagSet, name string) string {
	return strings.Join(fs.Lookup(name).Annotations[settingFrom], "")
}

// configFile is a config file that was read; the zero value has no settings.
type configFile struct {
	path   string
	values map[string]any
}

func (m *Main) configFile(cmd *cobra.Command) (configFile, error) {
	path, _ := cmd.Flags().GetString("config")
	if path == "" {
		path, _ = m.LookupEnv(variable("config"))
	}
	if path == "" {
		return configFile{}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return configFile{}, usage("the config file cannot be read: %w", err)
	}
	c := configFile{path: path}
	if err := yaml.Unmarshal(text, &c.values); err != nil {
		return c, usage("%s is not a YAML map of flag names: %s", path, strings.TrimSpace(strings.SplitN(yaml.FormatError(err, false, false), "\n", 2)[0]))
	}
	return c, c.check(cmd.Root())
}

// lookup finds the setting of a flag for a command.
func (c configFile) lookup(command, flag string) (from, value string, ok bool) {
	if section, isMap := c.values[command].(map[string]any); isMap {
		if v, ok := section[flag]; ok {
			return c.path + ": " + command + "." + flag, written(v), true
		}
	}
	v, ok := c.values[flag]
	if _, isMap := v.(map[string]any); !ok || isMap {
		return "", "", false
	}
	return c.path + ": " + flag, written(v), true
}

// written is a value as the command line would have it: a list with commas.
func written(v any) string {
	if list, ok := v.([]any); ok {
		words := make([]string, len(list))
		for i, x := range list {
			words[i] = written(x)
		}
		return strings.Join(words, ",")
	}
	return fmt.Sprint(v)
}

// check refuses settings that no command has: a typing error would otherwise go
// unnoticed.
func (c configFile) check(root *cobra.Command) error {
	known := map[string][]string{"": nil} // by command; "" is all of them
	for _, cmd := range root.Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			known[cmd.Name()] = append(known[cmd.Name()], f.Name)
			known[""] = append(known[""], f.Name)
		})
	}
	for name, v := range c.values {
		section, isMap := v.(map[string]any)
		flags, isCommand := known[name]
		switch {
		case isMap && isCommand && name != "":
			for flag := range section {
				if !slices.Contains(flags, flag) {
					return usage("%s: %s has no setting %q", c.path, name, flag)
				}
			}
		case isMap || !slices.Contains(known[""], name):
			return usage("%s: no command has a setting %q; settings are named like flags, without the dashes", c.path, name)
		}
	}
	return nil
}
