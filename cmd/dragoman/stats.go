package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dragoman/graph"
)

type statsResult struct {
	Entities      int `json:"entities"`
	Documents     int `json:"documents"`
	Relations     int `json:"relations"`
	Attributes    int `json:"attributes"`
	Claims        int `json:"claims"`
	Disputes      int `json:"disputes"`
	UndatedClaims int `json:"undatedClaims"`
	Kinds         []struct {
		Kind  graph.EntityKind `json:"kind"`
		Count int              `json:"count"`
	} `json:"entityKinds"`
	Types []struct {
		Type  graph.RelationType `json:"type"`
		Count int                `json:"count"`
	} `json:"relationTypes"`
	Statuses []struct {
		Status graph.Status `json:"status"`
		Count  int          `json:"count"`
	} `json:"statuses"`
}

func (m *Main) statsCommand() *cobra.Command {
	q := newQuestion(&cobra.Command{
		Use:   "stats",
		Short: "How much of what the graph holds",
		Args:  cobra.NoArgs,
	})
	q.RunE = func(*cobra.Command, []string) error {
		return m.with(q, func(ctx context.Context, b backend) error {
			var r statsResult
			printed, err := m.ask(ctx, b, q, opStats, "stats", variables{}, &r)
			if err == nil {
				m.tellInterrupted(b)
			}
			if err != nil || printed {
				return err
			}
			return m.tellStats(&r)
		})
	}
	return q.Command
}

func (m *Main) tellStats(r *statsResult) error {
	p := m.page()
	figures := []column{{max: 40}, {max: 14, right: true}}
	p.table("", figures, [][]string{
		{"entities", thousands(r.Entities)},
		{"documents", thousands(r.Documents)},
		{"relations", thousands(r.Relations)},
		{"attributes", thousands(r.Attributes)},
		{"claims", thousands(r.Claims)},
		{"disputes", thousands(r.Disputes)},
		{"claims known since an unknown day", thousands(r.UndatedClaims)},
	})
	var kinds, types, statuses [][]string
	for _, k := range r.Kinds {
		kinds = append(kinds, []string{spoken(k.Kind), thousands(k.Count)})
	}
	for _, t := range r.Types {
		types = append(types, []string{spoken(t.Type), thousands(t.Count)})
	}
	for _, s := range r.Statuses {
		statuses = append(statuses, []string{strings.ToLower(s.Status.String()), thousands(s.Count)})
	}
	for _, part := range []struct {
		title string
		rows  [][]string
	}{{"Entities by kind", kinds}, {"Relations by type", types}, {"Relations by status", statuses}} {
		if len(part.rows) > 0 {
			p.heading("%s", part.title)
			p.table("  ", figures, part.rows)
		}
	}
	return p.err
}
