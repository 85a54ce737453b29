// What the browser tests share: a browser that cannot leave the machine, and ears for console
// errors, policy violations, page errors, failed requests and requests to another machine.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const PATIENCE_MS = 20_000;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** Everything heard since the start; a test takes back what it provoked. */
export const complaints = [];

/** How many requests were made. */
export const heard = { requests: 0 };

/** CHROMIUM names another browser than /usr/bin/chromium. */
export function launch(...args) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost', ...args],
  });
}

/** Runs one step and prints how it went. ONLY, a regular expression, picks steps by name. */
export async function step(name, run) {
  if (process.env.ONLY && !new RegExp(process.env.ONLY).test(name)) {
    return;
  }
  const before = complaints.length;
  try {
    await run();
  } catch (error) {
    console.error(`FAILED ${name}`);
    console.error(complaints.slice(before).join('\n'));
    throw error;
  }
  console.log(`${complaints.length === before ? 'ok    ' : 'NOT OK'} ${name}`);
}

export async function newContext(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  listen(context);
  return context;
}

function listen(context) {
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
    page.on('websocket', (socket) => local(socket.url()));
    page.on('worker', (worker) => worker.on('console', hear));
  });
  context.on('request', (request) => {
    heard.requests += 1;
    local(request.url());
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

function local(address) {
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
