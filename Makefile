# Everything a contributor needs. `make` alone lists the targets.
.DEFAULT_GOAL := help
GO    ?= go
TOOL  := $(GO) tool -modfile=tools/go.mod
PKGS  := ./...
# Hand-written Go files; graph/gen is the generator's.
FILES := $(shell git ls-files -co --exclude-standard '*.go' | grep -v '^graph/gen/')

.PHONY: help generate check drift test race bench growth bench-neo4j run web browser cover neo4j formats screenshots

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

generate: ## regenerate graph/gen from schema.graphqls
	$(GO) tool gqlgen generate

check: ## format and lint
	@test -z "$$($(TOOL) gofumpt -l $(FILES))" || { $(TOOL) gofumpt -l $(FILES); echo 'run: go tool -modfile=tools/go.mod gofumpt -w on these'; exit 1; }
	$(GO) vet $(PKGS)
	$(TOOL) staticcheck $(PKGS)
	$(TOOL) go-errorlint -errorf $$($(GO) list $(PKGS) | grep -v /graph/gen)
	$(TOOL) revive -config tools/revive.toml -set_exit_status -exclude graph/gen/... -exclude web/node_modules/... $(PKGS)
	$(TOOL) unparam $$($(GO) list $(PKGS) | grep -v /graph/gen)

drift: generate ## fail if generated code is not what the generator makes
	@git diff --exit-code --stat -- graph/gen || { echo 'graph/gen is stale: commit the output of make generate'; exit 1; }

test: ## all tests that need Go alone
	$(GO) test $(PKGS)

# TestFaultRouting is left out: neo4j-go-driver 5.28.5 has a data race of its own in
# internal/router (InvalidateServer against GetOrUpdateReaders), when connections by
# neo4j:// break while others are opened.
race: ## the same under the race detector; of the Neo4j store what runs side by side
	$(GO) test -race -short -timeout 30m $$($(GO) list $(PKGS) | grep -v /graph/neo4jstore$$)
	$(GO) test -race -short -timeout 30m -run 'Fault|Writers|CatchUp|Fill|Compact|Gap|Snapshot|Away|Prepare|Commit|Queue|Recall|Warm' -skip TestFaultRouting ./graph/neo4jstore

cover: ## coverage of the domain and the topology
	$(GO) test -short -coverprofile=coverage.out -coverpkg=./graph,./graph/topology $$($(GO) list ./graph/... | grep -v /graph/neo4jstore)
	@$(GO) tool cover -func=coverage.out | tail -n 1

bench: ## the figures of docs/performance.md, beside bare arrays in the same run
	$(GO) test -run '^$$' -bench . -benchtime 2s ./graph ./names ./graph/topology ./graph/embedded
	$(GO) test -run '^$$' -bench 'Figures|Served' -timeout 30m ./cmd/dragoman

growth: ## measure the same at three sizes up to 10,000,000 relations, and draw docs/images/growth.svg
	$(GO) test -run '^$$' -bench Growth -benchtime 1x -timeout 120m ./cmd/dragoman -relations 10000000 -chart $(CURDIR)/docs/images/growth.svg

bench-neo4j: ## the figures of docs/performance.md about Neo4j, beside the raw driver in the same run (needs Java 17 and Maven)
	$(GO) test -run '^$$' -bench Neo4j -timeout 60m ./cmd/dragoman

neo4j: ## run a Neo4j to try things with, on port 7687 (needs Java 17 and Maven)
	$(GO) run ./dev/neo4j/serve --port 7687

run: ## serve the demo graph from memory
	$(GO) run ./cmd/dragoman serve --memory

web: ## rebuild web/dist from the lock file (needs Node 20)
	cd web && npm ci --no-audit --no-fund && npm run build

browser: ## see the pages work in a real browser (needs Node 20 and chromium)
	$(GO) test -count=1 -run Browser -v ./cmd/dragoman

formats: ## open exports with networkx, followthemoney and rdflib (needs Python 3 with venv)
	dev/formats/run

screenshots: ## the pages' pictures in docs/images, from the demo graph (needs Node 20 and chromium)
	node web/test/screenshots.mjs
