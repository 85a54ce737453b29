// What the browser tests share: a browser that cannot leave the machine, and ears for console
// errors, policy violations, page errors, failed requests and requests to another machine.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const PATIENCE_MS = 20_000;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** How many requests were made. */
export const heard = { requests: 0 };

const contexts = []; // each with what it complained of
const lane = new AsyncLocalStorage(); // the steps that run one after another, and their context

/** CHROMIUM names another browser than /usr/bin/chromium. */
export function launch(...args) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost', ...args],
  });
}

/** What the browser complained of on behalf of this page and those that share its context. */
export function complaints(page) {
  return contexts.find(({ context }) => context === page.context()).heard;
}

/** From here on no complaint of this page's context counts that the pattern fits: the step provokes it. */
export function provoke(page, pattern) {
  contexts.find(({ context }) => context === page.context()).provoked.push(pattern);
}

/**
 * Runs steps, [name, function], in so many lanes side by side, and fails if a step or the browser did.
 * ONLY, a regular expression, picks steps by name. No step may need that another ran before it.
 */
export async function runSteps(browser, steps, lanes = Number(process.env.LANES ?? 3)) {
  const waiting = steps.filter(([name]) => !process.env.ONLY || new RegExp(process.env.ONLY).test(name));
  const failed = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: lanes }, () => lane.run({ browser, context: null }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, run] = next;
      const from = performance.now();
      try {
        await run();
        console.log(`ok     ${name} (${seconds(from)})`);
      } catch (error) {
        console.error(`FAILED ${name} (${seconds(from)})\n${error.stack}`);
        failed.push(name);
      }
    }
  })));
  for (const { heard: said, provoked } of contexts) {
    failed.push(...said.filter((complaint) => !provoked.some((pattern) => pattern.test(complaint))));
  }
  assert.deepEqual(failed, [], 'steps that failed, and complaints of the browser');
  console.log(`ok: ${steps.length} steps, ${heard.requests} requests, all to this machine; no console error, no policy violation (${seconds(began)})`);
}

const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** A context of its own, with an empty storage and cache. */
export async function newContext(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  listen(context);
  return context;
}

/** The context that the steps of one lane share, so that files come from its cache. */
export async function sharedContext() {
  const own = lane.getStore();
  own.context ??= await newContext(own.browser);
  return own.context;
}

function listen(context) {
  const complaints = [];
  contexts.push({ context, heard: complaints, provoked: [] });
  context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  const hear = (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) {
      complaints.push(`console: ${message.text()} (${message.location().url})`);
    }
  };
  context.on('console', hear);
  context.on('weberror', (error) => complaints.push(`page error: ${error.error().stack}`));
  context.on('page', (page) => {
    page.on('websocket', (socket) => local(socket.url(), complaints));
    page.on('worker', (worker) => worker.on('console', hear));
  });
  context.on('request', (request) => {
    heard.requests += 1;
    local(request.url(), complaints);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) {
      complaints.push(`status ${response.status()}: ${response.url()}`);
    }
  });
  context.on('requestfailed', (request) => {
    // A page that is left or closed takes its requests with it.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      complaints.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
}

function local(address, complaints) {
  const { protocol, hostname } = new URL(address);
  const remote = protocol !== 'data:' && !LOOPBACK.test(hostname);
  if (remote || protocol === 'blob:') {
    complaints.push(`request leaves the machine or is not a file: ${address}`);
  }
}

/** Keeps a picture of the page in a folder, where one is given. */
export async function keep(page, folder, name, fullPage = false) {
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  }
}

/** Fails on what axe finds serious or critical; `rules` are axe's options. */
export async function accessible(page, where, rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(axe);
  }
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { ...rules, resultTypes: ['violations'] }), rules);
  const bad = violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`), [], where);
}

/** Fails where the page is wider than its window. */
export async function fitsAcross(page, where) {
  const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(needed <= given, `${where} scrolls sideways: ${needed} > ${given}`);
}
