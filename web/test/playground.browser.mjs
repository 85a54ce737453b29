// Opens the playground in Chromium as a reader would, and fails on any console error, policy
// violation, page error, failed request or request to another machine.
//
//   node test/playground.browser.mjs BASE_URL [SCREENSHOT_FOLDER]
//
// BASE_URL (or DRAGOMAN_URL) may end in a prefix; SCREENSHOT_FOLDER (or DRAGOMAN_SHOTS) is
// made if missing. CHROMIUM names another browser than /usr/bin/chromium.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { complaints, heard, keep, launch, newContext as contextOf, PATIENCE_MS, step } from './browser.mjs';

const base = (process.argv[2] ?? process.env.DRAGOMAN_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const shots = process.argv[3] ?? process.env.DRAGOMAN_SHOTS;
const questions = JSON.parse(readFileSync(new URL('../src/questions.json', import.meta.url), 'utf8'));
const browser = await launch();

try {
  await step('first visit: worked questions as tabs, first one opened and run', firstVisit);
  await step('every worked question runs without errors', everyQuestion);
  await step('tabs switch, and survive a reload', tabs);
  await step('a share link opens query, variables and operation', shareLink);
  await step('a share link to a worked question opens its tab', shareLinkToQuestion);
  await step('the share button writes a link', shareButton);
  await step('headers are not kept', headersForgotten);
  await step('a closing slash leads to the page', closingSlash);
  await step('the policy lets nothing out', policy);
  await step('documentation and dialogs open', documentation);
  await step('dark', dark);
  await step('the start page and the playground lead to each other', landing);
} finally {
  await browser.close();
}
assert.deepEqual(complaints, [], 'complaints of the browser');
console.log(`ok: ${heard.requests} requests, all to this machine; no console error, no policy violation`);

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
  for (const [index, question] of questions.entries()) {
    await openTab(page, index);
    await contentIs(page, 'operation.graphql', question.query);
    await page.waitForTimeout(300); // GraphiQL parses the document 100 ms after it changed
    await run(page);
    const answer = JSON.parse(await content(page, 'response.json'));
    assert.equal(answer.errors, undefined, `${question.title}: ${JSON.stringify(answer.errors)}`);
    assert.ok(answer.data, question.title);
  }
  await shot(page, 'playground-last-question');
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
  await page.waitForTimeout(800); // GraphiQL stores tabs after a pause
  await page.reload();
  await ready(page);
  assert.equal(await tabCount(page), questions.length);
  await contentIs(page, 'operation.graphql', questions[3].query);
  await page.context().close();
}

async function shareLink() {
  const query = 'query A { __typename }\nquery B($id: ID!) { entity(id: $id) { __typename } }\n';
  const params = new URLSearchParams({ query, variables: '{"id":"taliban"}', operationName: 'B' });
  const page = await visit(`/playground?${params}`);
  await ready(page);
  await contentIs(page, 'operation.graphql', query);
  await contentIs(page, 'variables.json', '{\n  "id": "taliban"\n}');
  assert.equal(await tabCount(page), questions.length + 1);
  const posted = page.waitForRequest((r) => r.method() === 'POST' && !r.postData().includes('IntrospectionQuery'));
  await page.waitForTimeout(300);
  await page.evaluate(() => globalThis.__MONACO.editor.getEditors().find((e) => e.getModel().uri.path.endsWith('operation.graphql')).focus());
  await page.keyboard.press('Control+Enter'); // runs the operation the cursor stands in
  assert.equal(JSON.parse((await posted).postData()).operationName, 'B');
  await shot(page, 'playground-share-link');
  await page.context().close();
}

async function shareLinkToQuestion() {
  const link = `/playground?${new URLSearchParams({ query: questions[4].query, variables: JSON.stringify(questions[4].variables) })}`;
  const page = await visit(link);
  await ready(page);
  await contentIs(page, 'operation.graphql', questions[4].query);
  assert.equal(await tabCount(page), questions.length, 'no second tab for a question that has one');
  await page.waitForTimeout(800);
  await page.goto(base + `/playground?${new URLSearchParams({ query: questions[5].query })}`);
  await ready(page);
  await contentIs(page, 'operation.graphql', questions[5].query);
  await contentIs(page, 'variables.json', '');
  assert.equal(await tabCount(page), questions.length, 'nor on a later visit');
  await page.context().close();
}

async function shareButton() {
  const page = await visit('/playground', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ready(page);
  await page.getByRole('button', { name: 'Copy share link' }).click();
  await page.getByText('Link copied').waitFor({ timeout: PATIENCE_MS });
  await shot(page, 'playground-link-copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(page.url(), link);
  const params = new URL(link).searchParams;
  assert.equal(params.get('query'), questions[0].query);
  assert.deepEqual(JSON.parse(params.get('variables')), questions[0].variables);
  assert.equal(new URL(link).origin + new URL(link).pathname, `${base}/playground`);
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
  await page.waitForTimeout(800); // GraphiQL takes it into the tab, and from there into its history, after a pause
  const posted = page.waitForRequest((r) => r.method() === 'POST' && r.headers().authorization === 'Bearer secret-token');
  await run(page);
  await posted;
  await page.getByRole('button', { name: 'Copy share link' }).click();
  await page.waitForTimeout(1000);
  assert.ok(!page.url().includes('secret-token'), 'a token must not be shared');
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(stored.includes('graphiql:queries'), 'the history is kept');
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
  // The rest is refused on purpose, so these complaints are expected and taken back.
  const before = complaints.length;
  const outside = await page.evaluate(() => fetch('https://example.com/').then(() => 'allowed', () => 'refused'));
  const evaluated = await page.evaluate(() => new Promise((done) => {
    addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), { once: true });
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    setTimeout(() => done('allowed'), 2000);
  }));
  await page.waitForTimeout(200);
  const refused = complaints.splice(before);
  assert.equal(outside, 'refused');
  assert.equal(evaluated, 'script-src-elem');
  assert.ok(refused.length >= 2, 'the listeners of this test hear violations');
  await page.context().close();
}

async function documentation() {
  const page = await visit('/playground');
  await ready(page);
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByText('Root Types').waitFor({ timeout: PATIENCE_MS });
  await shot(page, 'playground-documentation');
  await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  await page.getByRole('button', { name: 'Prettify query' }).click();
  await page.waitForTimeout(1500);
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByText('Theme', { exact: true }).waitFor({ timeout: PATIENCE_MS });
  await shot(page, 'playground-settings');
  await page.keyboard.press('Escape');
  await page.locator('.graphiql-query-editor .view-lines').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nquery Typed { ');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor({ timeout: PATIENCE_MS });
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

async function run(page) {
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.waitForFunction(
    () => globalThis.__MONACO.editor.getModels().find((m) => m.uri.path.endsWith('response.json'))?.getValue().trim(),
    null,
    { timeout: PATIENCE_MS },
  );
  await page.waitForTimeout(300); // the answer's colours come after its text
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
