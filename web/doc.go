// Package web holds the pages a browser opens: the landing page and the GraphQL playground.
//
// The playground is GraphiQL, built by Vite into dist/ and embedded, so that the binary needs
// no network and no files beside it. Text is embedded once, gzipped; a client that cannot
// read gzip gets it unpacked.
//
//	src/ ── npm run build ──▶ dist/playground.html
//	                          dist/assets/NAME-HASH.js.gz   (text of 1 KiB and more)
//	                          dist/assets/NAME-HASH.woff2   (fonts, small text)
//
// Every address in a page is relative and the pages are siblings, so all of it works at "/"
// and below any prefix:
//
//	/            Home         ./playground  ./schema.graphql  …
//	/playground  Playground   ./assets/…    ./graphql (the endpoint)
//	/assets/…    Playground
package web
