// Package faultproxy stands between a Bolt client and its server on loopback and
// breaks the connection in the ways that networks and servers do, at a moment
// that a test chooses.
//
//	client ──▶ listener ──▶ link ──▶ server      Refuse    no listener
//	                         │                   Hang      links hold every byte
//	        RUN, COMMIT ◀── seen                 Delay     each exchange waits
//	        counted, cut at                      Cut…      links end
//
// Messages pass whole and unchanged; the proxy reads their type only. Inside TLS
// it sees no messages: it then passes bytes, Runs stays 0 and CutOnCommit never
// fires. A client that follows routing tables (neo4j:// instead of bolt://) stays
// at the proxy before a single server, which gives it back the address that it
// asked for; a cluster would lead it past the proxy.
package faultproxy
