// Package web holds the pages a browser opens: the explorer and the GraphQL playground.
//
// The explorer draws answers for readers; it asks the public endpoint alone. The playground is
// GraphiQL. Vite builds both into dist/, which is embedded, so that the binary needs no network
// and no files beside it. Text is embedded once, gzipped; a client that cannot
// read gzip gets it unpacked.
//
//	src/ ── npm run build ──▶ dist/explorer.html, dist/playground.html
//	                          dist/assets/NAME-HASH.js.gz   (text of 1 KiB and more)
//	                          dist/assets/NAME-HASH.woff2   (fonts, small text)
//
// Every address in a page is relative and the pages are siblings, so all of it works at "/"
// and below any prefix:
//
//	/            Home         ./assets/…    ./graphql  ./playground  ./schema.graphql
//	/playground  Playground   ./assets/…    ./graphql (the endpoint)
//	/assets/…    Playground
package web
