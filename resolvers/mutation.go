package resolvers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"time"

	"dragoman/graph"
	"dragoman/graph/gen"
	"dragoman/intake"
)

// mutation answers the fields of Mutation. Each is one batch of the store.
type mutation struct{ *Resolver }

func (m mutation) ImportRecords(ctx context.Context, key, jsonl string, onError *graph.OnError, replace *bool) (*gen.ImportRecordsPayload, error) {
	digest, err := m.digest(ctx, key, "importRecords", []any{jsonl, or(onError, graph.RefuseAll), or(replace, false)})
	if err != nil {
		return nil, err
	}
	receipt, err := intake.Take(ctx, m.store, func() iter.Seq2[graph.Record, error] {
		return graph.DecodeRecords("", strings.NewReader(jsonl))
	}, intake.Options{
		Key: key, Digest: digest, Actor: Actor(ctx), Action: "importRecords",
		OnError: or(onError, graph.RefuseAll), Replace: or(replace, false),
	})
	if err != nil {
		return nil, err
	}
	noteToken(ctx, receipt.Revision)
	return &gen.ImportRecordsPayload{
		Documents: receipt.Documents, Entities: receipt.Entities, Relations: receipt.Relations,
		Attributes: receipt.Attributes, Claims: receipt.Claims,
		Refused: pointers(receipt.Refused), Token: receipt.Revision,
	}, nil
}

func (m mutation) UpsertEntity(ctx context.Context, key string, input gen.EntityInput, replace *bool) (*gen.UpsertEntityPayload, error) {
	if err := mayChange(ctx); err != nil {
		return nil, err
	}
	stored, err := m.store.Entities(ctx, []string{input.ID})
	if err != nil {
		return nil, err
	}
	record := graph.Record{Entity: entityRecord(input, stored[0])}
	receipt, err := m.apply(ctx, key, "upsertEntity", []any{input, or(replace, true)}, graph.Batch{
		Records: sole(record), Replace: or(replace, true),
	})
	if err != nil {
		return nil, err
	}
	now, err := m.entities(ctx, []string{input.ID})
	if err != nil {
		return nil, err
	}
	return &gen.UpsertEntityPayload{Entity: now[0], Token: receipt.Revision}, nil
}

func (m mutation) RecordClaim(ctx context.Context, key string, input gen.ClaimInput) (*gen.RecordClaimPayload, error) {
	record, claim, err := claimRecord(input)
	if err != nil {
		return nil, err
	}
	if claim.RecordedAt == "" {
		claim.RecordedAt = m.now().UTC().Format(time.RFC3339)
	}
	if claim.RecordedBy == "" {
		claim.RecordedBy = Actor(ctx)
	}
	if err := record.Check(); err != nil { // which also gives the claim its id
		return nil, err
	}
	if record.Relation != nil {
		claim = &record.Relation.Claims[0]
	} else {
		claim = &record.Attribute.Claims[0]
	}
	receipt, err := m.apply(ctx, key, "recordClaim", []any{input}, graph.Batch{Records: sole(record)})
	if err != nil {
		return nil, err
	}
	recorded, err := m.claim(ctx, claim.ID)
	return &gen.RecordClaimPayload{Claim: recorded, Token: receipt.Revision}, err
}

func (m mutation) RetractClaim(ctx context.Context, key, id string, kind graph.RetractionKind, reason string, at *graph.Day) (*gen.RetractClaimPayload, error) {
	day := m.now().UTC().Format(time.DateOnly)
	if at != nil {
		day = at.String()
	}
	receipt, err := m.apply(ctx, key, "retractClaim", []any{id, kind, reason, at}, graph.Batch{
		Retract: []graph.ClaimRetraction{{Claim: id, Retraction: graph.Retraction{At: day, By: Actor(ctx), Kind: kind, Reason: reason}}},
	})
	if errors.Is(err, graph.ErrNotFound) {
		return nil, graph.Unknown("id", id)
	}
	if err != nil {
		return nil, err
	}
	retracted, err := m.claim(ctx, id)
	return &gen.RetractClaimPayload{Claim: retracted, Token: receipt.Revision}, err
}

// claim reads back what a mutation wrote.
func (m mutation) claim(ctx context.Context, id string) (*graph.ClaimAnswer, error) {
	found, err := m.store.Claims(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	if found[0] == nil {
		return nil, graph.Errorf(graph.Internal, "claim %q is not there after it was written", id)
	}
	return found[0], nil
}

// apply sends a batch under the caller's key.
func (m mutation) apply(ctx context.Context, key, action string, args []any, b graph.Batch) (graph.Receipt, error) {
	digest, err := m.digest(ctx, key, action, args)
	if err != nil {
		return graph.Receipt{}, err
	}
	b.Key, b.Digest, b.Actor, b.Action = key, digest, Actor(ctx), action
	receipt, err := m.store.Apply(ctx, b)
	if err == nil {
		noteToken(ctx, receipt.Revision)
	}
	return receipt, err
}

// digest tells whether a key comes again with other arguments. It is over the
// arguments as given, before the clock fills anything in. Who may not change
// anything, or gives no key, is refused.
func (mutation) digest(ctx context.Context, key, action string, args []any) (string, error) {
	if err := mayChange(ctx); err != nil {
		return "", err
	}
	if key == "" {
		return "", &graph.Error{Code: graph.Invalid, Field: "key", Message: "key: choose a word of your own that names this change, so that it can be sent again safely"}
	}
	content, err := json.Marshal([]any{action, args})
	if err != nil {
		return "", graph.Errorf(graph.Internal, "digest of a mutation: %w", err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

// sole is a sequence of one record.
func sole(r graph.Record) iter.Seq2[graph.Record, error] {
	return func(yield func(graph.Record, error) bool) { yield(r, nil) }
}
