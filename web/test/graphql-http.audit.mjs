// Runs the audit suite of the GraphQL over HTTP specification (graphql-http's
// serverAudits) against a running server and fails on anything but a pass.
//
//   node test/graphql-http.audit.mjs http://127.0.0.1:8080/graphql
import {serverAudits} from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node test/graphql-http.audit.mjs URL');
  process.exit(2);
}

// Audits that say MAY describe a choice; these are the ones decided otherwise,
// each with its reason.
const decided = new Map([
  // A missing or malformed parameter is a malformed request: 400 in every media type.
]);

let failed = 0;
let passed = 0;
for (const audit of serverAudits({url, fetchFn: fetch})) {
  const result = await audit.fn();
  if (result.status === 'ok') {
    passed++;
  } else if (decided.has(result.id)) {
    console.log(`decided ${result.id} ${result.name}: ${decided.get(result.id)}`);
  } else {
    failed++;
    console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
