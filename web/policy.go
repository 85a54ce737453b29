package web

// PlaygroundPolicy is the Content-Security-Policy of the playground, its assets and its
// workers (a worker obeys the policy it was served with, not the page's).
//
//   - style-src needs 'unsafe-inline': Monaco and the dialogs write <style> elements, and Monaco
//     writes style attributes into the lines it renders. Both change with the text, so neither
//     a hash nor a nonce can name them. Nothing else is inline.
//   - img-src needs data: because Monaco's style sheet draws its squiggles and marks that way.
//   - connect-src 'self' includes ws: and wss: to the same host and port (CSP Level 3, §6.7.2.8),
//     which is how subscriptions run.
//   - There is no eval, no blob:, no data: script, and no other host.
const PlaygroundPolicy = "default-src 'none'; " +
	"script-src 'self'; " +
	"style-src 'self' 'unsafe-inline'; " +
	"font-src 'self'; " +
	"img-src 'self' data:; " +
	"connect-src 'self'; " +
	"worker-src 'self'; " +
	"base-uri 'none'; " +
	"form-action 'none'; " +
	"frame-ancestors 'none'"

// ExplorerPolicy is the Content-Security-Policy of the explorer: scripts, styles and answers of
// this server, nothing inline and nothing else. Styles set by script on elements (CSSOM) are no
// inline styles. Its downloads are made in the page and saved from there, which no directive
// governs.
const ExplorerPolicy = "default-src 'none'; " +
	"script-src 'self'; " +
	"style-src 'self'; " +
	"img-src 'self'; " +
	"connect-src 'self'; " +
	"base-uri 'none'; " +
	"form-action 'none'; " +
	"frame-ancestors 'none'"
