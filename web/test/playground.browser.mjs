// Opens the playground in Chromium as a reader would. Its steps are run by pages.browser.mjs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { accessible, complaints, fitsAcross, keep, newContext as contextOf, PATIENCE_MS, provoke } from './browser.mjs';

const all = JSON.parse(readFileSync(new URL('../src/questions.json', import.meta.url), 'utf8'));
const questions = all.filter((q) => q.tab);
let browser, base, shots;

/** The steps, the longest first. */
export function playgroundSteps(over) {
  ({ browser, base, shots } = over);
  return [
    ['looks: every part, narrow and wide, light and dark: nothing scrolls sideways, axe finds nothing serious', looks],
    ['first visit: worked questions as tabs, first one opened and run', firstVisit],
    ['every sample opens, and those of the tabs run without errors', everyQuestion],
    ['samples: by task, found by a word, opened once', samples],
    ['copy as curl, download as JSON and CSV', takeAlong],
    ['the explorer of fields adds one to the query', fields],
    ['tabs switch, and survive a reload', tabs],
    ['a share link opens query, variables and operation', shareLink],
    ['a share link to a worked question opens its tab', shareLinkToQuestion],
    ['headers are not kept', headersForgotten],
    ['a closing slash leads to the page', closingSlash],
    ['the policy lets nothing out', policy],
    ['documentation and dialogs open', documentation],
    ['dark', dark],
    ['the start page and the playground lead to each other', landing],
  ];
}

// ---- steps

async function firstVisit() {
  const page = await visit('/playground');
  await ready(page);
  assert.equal(await tabCount(page), questions.length);
  assert.equal(await content(page, 'operation.graphql'), questions[0].query);
  assert.deepEqual(JSON.parse(await content(page, 'variables.json')), questions[0].variables);
  await shot(page, 'playground-opened');
  await run(page);
  assert.match(await content(page, 'response.json'), /"outcome": "/);
  await shot(page, 'playground-answered');
  assert.equal(await page.title(), 'Dragoman playground');
  await page.context().close();
}

async function everyQuestion() {
  const page = await visit('/playground');
  await ready(page);
  await samplesOpen(page);
  const shown = await page.locator('.samples li button b').allInnerTexts();
  const served = all.filter((q) => shown.includes(q.title));
  all.filter((q) => !served.includes(q)).forEach((q) => {
    assert.ok(q.needs, `${q.title} is not shown`);
    console.log(`       NOT CHECKED: the schema has no ${q.needs}`);
  });
  for (const question of served) {
    await page.locator('.samples li button').filter({ has: page.getByText(question.title, { exact: true }) }).click();
    await contentIs(page, 'operation.graphql', question.query);
    await contentIs(page, 'variables.json', Object.keys(question.variables).length ? JSON.stringify(question.variables, null, 2) : '');
    if (!question.tab) {
      continue; // a Go test asks these of a server; here it is enough that they open
    }
    await parsedIs(page, /(?:query|mutation) (\w+)/.exec(question.query)[1]);
    await run(page);
    const answer = JSON.parse(await content(page, 'response.json'));
    assert.equal(answer.errors, undefined, `${question.title}: ${JSON.stringify(answer.errors)}`);
    assert.ok(answer.data, question.title);
  }
  await shot(page, 'playground-last-question');
  await page.context().close();
}

async function samples() {
  const page = await visit('/playground');
  await ready(page);
  await page.getByRole('heading', { name: 'Samples' }).waitFor(); // at the first visit they are open
  await shot(page, 'playground-samples');
  assert.deepEqual(await page.locator('.samples h3').allInnerTexts(), [...new Set(all.map((q) => q.task))]);
  await page.getByRole('searchbox', { name: /Questions with answers/ }).fill('independent sources');
  const open = page.getByRole('button', { name: /^What do two independent sources state/ });
  await open.click();
  await contentIs(page, 'operation.graphql', all.find((q) => /^What do two independent/.test(q.title)).query);
  assert.equal(await tabCount(page), questions.length + 1);
  await page.getByRole('searchbox', { name: /Questions with answers/ }).fill('no such word');
  await page.getByText('No sample has this word.').waitFor();
  await page.getByRole('searchbox', { name: /Questions with answers/ }).fill('disagree');
  await page.getByRole('button', { name: /^What do the documents disagree about/ }).click();
  await contentIs(page, 'operation.graphql', questions.find((q) => /disagree/.test(q.title)).query);
  assert.equal(await tabCount(page), questions.length + 1, 'one that is open is shown, not opened again');
  await parsedIs(page, 'Disputes');
  const asked = page.waitForRequest((r) => r.method() === 'POST' && r.postData().includes('query Disputes'));
  await page.keyboard.press('Control+Enter'); // as the panel says
  await asked;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: /^What do the documents disagree about/ }).click();
  await page.getByRole('heading', { name: 'Samples' }).waitFor({ state: 'detached' }); // it gives way to the editor
  await page.context().close();
}

async function takeAlong() {
  const page = await visit('/playground', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ready(page);
  await page.getByRole('button', { name: 'Download the answer as CSV' }).click();
  await page.getByText('Run a query first').waitFor();
  await page.getByRole('button', { name: 'Copy share link' }).click();
  await page.getByText('Link copied').waitFor({ timeout: PATIENCE_MS });
  await shot(page, 'playground-link-copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(page.url(), link);
  assert.ok(link.startsWith(`${base}/playground#query=`), link);
  const params = new URLSearchParams(new URL(link).hash.slice(1));
  assert.equal(params.get('query'), questions[0].query);
  assert.deepEqual(JSON.parse(params.get('variables')), questions[0].variables);
  await page.getByRole('button', { name: 'Copy as curl' }).click();
  await page.getByText('Command copied').waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(command.startsWith(`curl -sS '${base}/graphql' `), 'the address, also below a prefix');
  const answered = execFileSync('sh', ['-c', `${command.replace(/^curl/, 'curl --noproxy 127.0.0.1')}`], { encoding: 'utf8' });
  assert.equal(JSON.parse(answered).errors, undefined);
  await run(page);
  const json = await download(page, 'JSON', 'dragoman-connection.json');
  assert.deepEqual(JSON.parse(json), JSON.parse(answered));
  const rows = (await download(page, 'CSV', 'dragoman-connection.csv')).trim().split('\r\n');
  assert.match(rows[0], /^list,paths\.outcome,/);
  assert.match(rows[0], /,steps\.from\.name,/);
  assert.ok(rows.some((r) => r.startsWith('paths.paths,')), rows.join('\n'));
  await page.context().close();
}

async function download(page, form, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Download the answer as ${form}` }).click()]);
  assert.equal(file.suggestedFilename(), name);
  return readFileSync(await file.path(), 'utf8');
}

async function fields() {
  const page = await visit(`/playground#${new URLSearchParams({ query: '{ stats { entities } }' })}`);
  await ready(page);
  await page.getByRole('button', { name: 'Show Fields' }).click();
  await page.locator('.graphiql-explorer-stats').getByText('claims', { exact: true }).click();
  await page.waitForFunction(() => /stats \{[^}]*\bclaims\b/.test(globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('operation.graphql')).getValue()));
  await shot(page, 'playground-explorer');
  await page.context().close();
}

async function tabs() {
  const page = await visit('/playground');
  await ready(page);
  await openTab(page, 2);
  await contentIs(page, 'operation.graphql', questions[2].query);
  await contentIs(page, 'variables.json', JSON.stringify(questions[2].variables, null, 2));
  await openTab(page, 0);
  await contentIs(page, 'operation.graphql', questions[0].query);
  await openTab(page, 3);
  await contentIs(page, 'operation.graphql', questions[3].query);
  await tabStored(page, questions[3].query);
  await page.reload();
  await ready(page);
  assert.equal(await tabCount(page), questions.length);
  await contentIs(page, 'operation.graphql', questions[3].query);
  await page.context().close();
}

async function shareLink() {
  const query = 'query A { __typename }\nquery B($id: ID!) { entity(id: $id) { __typename } }\n';
  const params = new URLSearchParams({ query, variables: '{"id":"taliban"}', operationName: 'B' });
  const page = await visit(`/playground?${params}`); // as links of earlier versions have it
  await ready(page);
  await contentIs(page, 'operation.graphql', query);
  await contentIs(page, 'variables.json', '{\n  "id": "taliban"\n}');
  assert.equal(await tabCount(page), questions.length + 1);
  const posted = page.waitForRequest((r) => r.method() === 'POST' && !r.postData().includes('IntrospectionQuery'));
  await page.waitForFunction(() => { // the cursor goes to the operation that the link names
    const editor = globalThis.__MONACO.editor.getEditors().find((e) => e.getModel()?.uri.path.endsWith('operation.graphql'));
    return editor.getPosition().lineNumber === 2 && (editor.focus(), true);
  });
  await page.keyboard.press('Control+Enter'); // runs the operation the cursor stands in
  assert.equal(JSON.parse((await posted).postData()).operationName, 'B');
  await shot(page, 'playground-share-link');
  await page.context().close();
}

async function shareLinkToQuestion() {
  const link = `/playground#${new URLSearchParams({ query: questions[4].query, variables: JSON.stringify(questions[4].variables) })}`;
  const page = await visit(link);
  await ready(page);
  await contentIs(page, 'operation.graphql', questions[4].query);
  assert.equal(await tabCount(page), questions.length, 'no second tab for a question that has one');
  await tabStored(page, questions[4].query);
  await page.goto(base + `/playground#${new URLSearchParams({ query: questions[5].query })}`); // in the same tab: the page opens anew
  await page.waitForFunction((query) => globalThis.__MONACO?.editor.getModels().some((m) => m.uri.path.endsWith('operation.graphql') && m.getValue() === query), questions[5].query, { timeout: PATIENCE_MS });
  await ready(page);
  await contentIs(page, 'operation.graphql', questions[5].query);
  await contentIs(page, 'variables.json', '');
  assert.equal(await tabCount(page), questions.length, 'nor on a later visit');
  await page.context().close();
}

async function headersForgotten() {
  const context = await newContext();
  await context.addInitScript(() => { // what an earlier version may have left behind
    if (location.protocol === 'http:' && !localStorage.getItem('graphiql:queries')) {
      localStorage.setItem('graphiql:queries', JSON.stringify({ queries: [{ query: '{ __typename }', headers: '{"Authorization": "Bearer older-token"}' }] }));
    }
  });
  const page = await visitIn(context, '/playground');
  await ready(page);
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await page.evaluate(() => {
    const model = globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('request-headers.json'));
    model.setValue('{"Authorization": "Bearer secret-token"}');
  });
  const posted = page.waitForRequest((r) => r.method() === 'POST' && r.headers().authorization === 'Bearer secret-token');
  await run(page);
  await posted;
  await page.getByRole('button', { name: 'Copy share link' }).click();
  await page.getByText(/^Link /).waitFor();
  await page.waitForFunction((query) => localStorage.getItem('graphiql:queries')?.includes(JSON.stringify(query).slice(1, -1)), questions[0].query);
  await page.waitForTimeout(1000); // tabs are stored after a pause
  assert.ok(!page.url().includes('secret-token'), 'a token must not be shared');
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!/(secret|older)-token/.test(stored), 'a token must not be stored');
  await context.close();
}

async function closingSlash() {
  const page = await visit('/playground/');
  await ready(page);
  assert.equal(page.url(), `${base}/playground`);
  await page.context().close();
}

async function policy() {
  const page = await visit('/playground');
  await ready(page);
  if (page.workers().length === 0) await page.waitForEvent('worker', { timeout: PATIENCE_MS });
  const workers = page.workers().map((w) => w.url());
  assert.ok(workers.length > 0 && workers.every((w) => w.startsWith(`${base}/assets/`)), `workers are files: ${workers}`);
  provoke(page, /Content Security Policy|policy violation|ERR_BLOCKED_BY_CSP/i); // the rest is refused on purpose
  const outside = await page.evaluate(() => fetch('https://example.com/').then(() => 'allowed', () => 'refused'));
  const evaluated = await page.evaluate(() => new Promise((done) => {
    addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    setTimeout(() => done('allowed'), 2000);
  }));
  assert.equal(outside, 'refused');
  assert.equal(evaluated, 'script-src-elem');
  for (let left = 100; left > 0 && complaints(page).length < 2; left--) {
    await page.waitForTimeout(50);
  }
  assert.ok(complaints(page).length >= 2, 'the listeners of this test hear violations');
  await page.context().close();
}

async function documentation() {
  const page = await visit(`/playground#${new URLSearchParams({ query: '{stats{entities}}' })}`);
  await ready(page);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByText('Root Types').waitFor({ timeout: PATIENCE_MS });
  await shot(page, 'playground-documentation');
  await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  await page.getByRole('button', { name: 'Prettify query' }).click();
  await page.waitForFunction(() => /^\{\n {2}stats \{\n {4}entities\n/.test(globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('operation.graphql')).getValue()));
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByText('Theme', { exact: true }).waitFor({ timeout: PATIENCE_MS });
  await shot(page, 'playground-settings');
  await page.keyboard.press('Escape');
  await page.locator('.graphiql-query-editor .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nquery Typed { ');
  const suggested = page.locator('.suggest-widget.visible .monaco-list-row').first();
  for (let left = 20; left > 0 && !(await suggested.isVisible()); left--) { // the worker may not have the schema yet
    await page.keyboard.press('Control+Space');
    await suggested.waitFor({ timeout: PATIENCE_MS / 20 }).catch(() => page.keyboard.press('Escape'));
  }
  assert.ok(await suggested.isVisible(), 'fields are suggested');
  await shot(page, 'playground-completion');
  await page.context().close();
}

async function dark() {
  const page = await visit('/playground', { colorScheme: 'dark' });
  await ready(page);
  await run(page);
  await shot(page, 'playground-dark');
  await page.context().close();
}

async function looks() {
  for (const [width, height] of [[1280, 800], [360, 740]]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await visit('/playground', { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
      await ready(page);
      const look = async (name) => {
        const where = `${name} ${width} ${colorScheme}`;
        await fitsAcross(page, where);
        await shot(page, `playground-look-${name}-${width}-${colorScheme}`);
        await accessible(page, where);
      };
      await run(page);
      await look('answered');
      await samplesOpen(page);
      await look('samples');
      await page.getByRole('button', { name: 'Show Fields' }).click();
      await page.locator('.graphiql-explorer-root').getByText('stats', { exact: true }).first().waitFor();
      await look('fields');
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.getByText('Root Types').waitFor();
      await look('documentation');
      await page.getByRole('button', { name: 'Show History' }).click();
      await page.locator('.graphiql-history-item-label').first().waitFor();
      await look('history');
      await page.context().close();
    }
  }
}

async function landing() {
  const page = await visit('/');
  await page.getByRole('link', { name: 'playground' }).click();
  await ready(page);
  await page.getByRole('link', { name: 'Dragoman' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: PATIENCE_MS });
  assert.equal(page.url(), `${base}/`);
  await page.context().close();
}

// ---- what a step uses

function newContext(options) {
  return contextOf(browser, options);
}

async function visit(path, options = {}) {
  return visitIn(await newContext(options), path);
}

async function visitIn(context, path) {
  const page = await context.newPage();
  await page.goto(base + path);
  return page;
}

async function ready(page) {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor({ timeout: PATIENCE_MS });
  await page.waitForFunction(() => globalThis.__MONACO?.editor.getModels().length >= 3, null, { timeout: PATIENCE_MS });
  await page.waitForFunction(() => !document.querySelector('.graphiql-spinner'), null, { timeout: PATIENCE_MS });
}

async function samplesOpen(page) {
  const show = page.getByRole('button', { name: 'Show Samples' });
  await show.or(page.getByRole('button', { name: 'Hide Samples' })).waitFor();
  if (await show.isVisible()) {
    await show.click();
  }
}

// GraphiQL parses the document a little after it changed; then the button runs the operation of this name.
async function parsedIs(page, name) {
  await page.locator(`[data-operation="${name}"]`).waitFor();
}

async function run(page) {
  const button = page.getByRole('button', { name: /^Execute query/ });
  const answered = page.waitForResponse((r) => r.request().method() === 'POST' && !r.request().postData().includes('IntrospectionQuery'));
  await button.click();
  await answered;
  await button.waitFor(); // it stops the query while one runs
  await page.waitForFunction(() => globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('response.json'))?.getValue().trim());
}

// GraphiQL stores tabs after a pause.
async function tabStored(page, query) {
  await page.waitForFunction((query) => {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}');
    return tabs?.[activeTabIndex]?.query === query;
  }, query);
}

function content(page, name) {
  return page.evaluate(
    (name) => globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith(name)).getValue(),
    name,
  );
}

async function contentIs(page, name, want) {
  for (let left = 40; left > 0 && (await content(page, name)) !== want; left--) {
    await page.waitForTimeout(50);
  }
  assert.equal(await content(page, name), want);
}

function tabCount(page) {
  return page.locator('.graphiql-tabs .graphiql-tab').count();
}

async function openTab(page, index) {
  await page.locator('.graphiql-tabs .graphiql-tab-button').nth(index).click();
}

function shot(page, name, fullPage) {
  return keep(page, shots, name, fullPage);
}
