// Runs the browser tests of the pages in one Chromium, several steps side by side, and fails on any
// console error, policy violation, page error, failed request or request to another machine.
//
//   node test/pages.browser.mjs [--explorer URL --dated URL] [--playground URL] [--shots FOLDER]
//
// URLs may end in a prefix. The explorer needs the demo graph at one and the graph of records.mjs at
// the other; the playground's samples write, so it needs a demo graph of its own. ONLY picks steps by
// name, LANES says how many run side by side, CHROMIUM names another browser than /usr/bin/chromium.
import { parseArgs } from 'node:util';
import { launch, runSteps } from './browser.mjs';
import { explorerSteps } from './explorer.browser.mjs';
import { playgroundSteps } from './playground.browser.mjs';

const url = { type: 'string' };
const { values } = parseArgs({ options: { explorer: url, dated: url, playground: url, shots: url } });
const at = (address) => address?.replace(/\/$/, '');
const browser = await launch();
const over = { browser, shots: values.shots };
try {
  await runSteps(browser, [
    ...(values.explorer ? explorerSteps({ ...over, base: at(values.explorer), dated: at(values.dated) }) : []),
    ...(values.playground ? playgroundSteps({ ...over, base: at(values.playground) }) : []),
  ]);
} finally {
  await browser.close();
}
