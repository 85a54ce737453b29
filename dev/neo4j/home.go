package neo4j

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// settings is neo4j.conf. Transaction logs are not allocated ahead, which would
// take 256 MiB for each database; a search that has to try every path is
// refused, since a query that needs it is a defect of ours; an orderly stop does
// not wait 5 s for late clients.
func (o Options) settings(bolt, http int) map[string]string {
	address := fmt.Sprintf("127.0.0.1:%d", bolt)
	conf := map[string]string{
		"server.bolt.listen_address":                            address,
		"server.bolt.advertised_address":                        address,
		"server.http.enabled":                                   fmt.Sprint(o.HTTP),
		"server.https.enabled":                                  "false",
		"server.memory.heap.max_size":                           o.Heap,
		"server.memory.pagecache.size":                          o.PageCache,
		"server.config.strict_validation.enabled":               "true",
		"dbms.security.auth_enabled":                            fmt.Sprint(o.Auth.User != ""),
		"dbms.usage_report.enabled":                             "false",
		"dbms.cypher.forbid_exhaustive_shortestpath":            "true",
		"internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
		"db.tx_log.preallocate":                                 "false",
	}
	if o.HTTP {
		conf["server.http.listen_address"] = fmt.Sprintf("127.0.0.1:%d", http)
		conf["server.http.advertised_address"] = conf["server.http.listen_address"]
	}
	if o.TLS.Level != Plain {
		conf["server.bolt.tls_level"] = string(o.TLS.Level)
		conf["dbms.ssl.policy.bolt.enabled"] = "true"
		conf["dbms.ssl.policy.bolt.base_directory"] = "certificates/bolt"
		conf["dbms.ssl.policy.bolt.private_key"] = "private.key"
		conf["dbms.ssl.policy.bolt.public_certificate"] = "public.crt"
		conf["dbms.ssl.policy.bolt.client_auth"] = "NONE"
	}
	maps.Copy(conf, o.Settings)
	return conf
}

// configure writes conf/neo4j.conf and the folders that the server expects.
func (s *Server) configure() error {
	for _, name := range []string{"conf", "plugins", "tmp"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, name), 0o700); err != nil {
			return err
		}
	}
	conf := s.options.settings(s.port, s.http)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(conf)) {
		fmt.Fprintf(&b, "%s=%s\n", name, strings.ReplaceAll(conf[name], `\`, `\\`))
	}
	return os.WriteFile(filepath.Join(s.Dir, "conf", "neo4j.conf"), []byte(b.String()), 0o600)
}

// setPassword gives a new home its password with the server's own
// administration class, so that the first connection needs no change of it. The
// server reads the password when it makes the system database, never again.
func (s *Server) setPassword(ctx context.Context) error {
	if s.options.Auth.User == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(s.Dir, "data", "databases", "system")); err == nil {
		return nil
	}
	cmd := admin(ctx, s.java, s.classpath(), s.Dir, []string{"-XX:TieredStopAtLevel=1"}, []string{"dbms", "set-initial-password", s.options.Auth.Password})
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("neo4j: setting the first password in %s: %w\n%s", s.Dir, err, out)
	}
	return nil
}
