// Measures the explorer: the demo graph for the first view, the graph of records.mjs for size.
// Prints one line a figure, and fails where a bound is passed. Bounds are in CPU-idle wall time
// on two cores; MEASURE_SLACK multiplies those in milliseconds for a busier or slower machine.
//
//   node test/explorer.measure.mjs DEMO_URL BIG_URL
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { complaints, launch, newContext, PATIENCE_MS } from './browser.mjs';

const [demo, big] = process.argv.slice(2, 4).map((u) => u.replace(/\/$/, ''));
const slack = Number(process.env.MEASURE_SLACK ?? 1);
const dist = join(import.meta.dirname, '../dist');
const failed = [];
const pages = [];

// Bytes that the explorer loads: what its page names, and the drawing that it fetches then.
const page0 = readFileSync(join(dist, 'explorer.html'), 'utf8');
const assets = readdirSync(join(dist, 'assets'));
const named = [...page0.matchAll(/\.\/assets\/([^"]+)/g)].map((m) => m[1]);
const drawing = assets.filter((a) => a.startsWith('Picture-')).map((a) => a.replace(/\.gz$/, ''));
const bytes = [...new Set([...named, ...drawing])].reduce((sum, name) => sum + statSync(join(dist, 'assets', assets.includes(`${name}.gz`) ? `${name}.gz` : name)).size, 0);
figure('explorer, compressed', Math.round(bytes / 1000), 'kB', 450);

const browser = await launch('--enable-precise-memory-info', '--js-flags=--expose-gc');
try {
  await firstView();
  for (const [n, bound] of [[50, 1000], [300, 1000], [1000, Infinity]]) {
    await ego(n, bound);
  }
  await pan();
  await sixtySteps();
} finally {
  await browser.close();
}
assert.deepEqual(pages.flatMap(complaints), [], 'complaints of the browser');
assert.deepEqual(failed, [], 'bounds passed');

function figure(name, value, unit, most, least) {
  const bound = most !== undefined && most !== Infinity ? ` (at most ${most} ${unit})` : least !== undefined ? ` (at least ${least} ${unit})` : '';
  console.log(`${name}: ${value} ${unit}${bound}`);
  if ((most !== undefined && value > most * (unit === 'ms' ? slack : 1)) || (least !== undefined && value < least / slack)) {
    failed.push(name);
  }
}

async function open(address) {
  const context = await newContext(browser);
  const page = await context.newPage();
  pages.push(page);
  await page.goto(address);
  return page;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

// Until the search box is there and the main thread has been free for a frame.
async function firstView() {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const page = await open(`${demo}/`);
    await page.locator('#start-search').waitFor();
    times.push(await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(Math.round(performance.now())))))));
    await page.context().close();
  }
  figure('first view, interactive (median of 5, nothing cached)', median(times), 'ms', 1500);
}

// From the choice of a number of entities to the picture on the screen: question, answer, layout,
// drawing. The page and the drawing's file are there already.
async function ego(n, bound) {
  const times = [];
  for (let i = 0; i < 3; i++) {
    const page = await open(`${big}/#task=around&of=hub&first=25`);
    await nodes(page, 26);
    await page.waitForTimeout(500);
    times.push(await page.evaluate((n) => new Promise((done) => {
      const began = performance.now();
      location.hash = `#task=around&of=hub&first=${n}`;
      const look = () => (document.querySelector('.canvas')?._cyreg.cy.nodes().length === n + 1
        ? requestAnimationFrame(() => setTimeout(() => done(Math.round(performance.now() - began)))) : setTimeout(look, 5));
      look();
    }), n));
    await page.context().close();
  }
  figure(`ego of ${n} entities, asked, placed and drawn (median of 3)`, median(times), 'ms', bound);
}

async function nodes(page, n) {
  await page.waitForFunction((n) => document.querySelector('.canvas')?._cyreg?.cy.nodes().length === n, n, { timeout: PATIENCE_MS * 3 });
}

// Pans the picture of 1,000 by the mouse for two seconds and counts what is drawn.
async function pan() {
  const page = await open(`${big}/#task=around&of=hub&first=1000`);
  await nodes(page, 1001);
  await page.waitForTimeout(1500);
  const { x, y, width, height } = await page.locator('.canvas').boundingBox();
  await page.evaluate(() => {
    const cy = document.querySelector('.canvas')._cyreg.cy;
    globalThis.drawn = 0;
    cy.on('render', () => (globalThis.drawn += 1));
  });
  const [sx, sy] = [x + width - 30, y + height - 30];
  await page.mouse.move(sx, sy);
  await page.mouse.down();
  const began = Date.now();
  for (let i = 0; Date.now() - began < 2000; i++) {
    await page.mouse.move(sx - 150 + 140 * Math.cos(i / 9), sy - 150 + 140 * Math.sin(i / 9));
  }
  const seconds = (Date.now() - began) / 1000;
  await page.mouse.up();
  figure('panning 1,000 entities, software rendering', Math.round((await page.evaluate(() => globalThis.drawn)) / seconds), 'frames/s', undefined, 20);
  await page.context().close();
}

// Sixty expansions and as many steps back, up to 311 entities; the heap is as it was.
async function sixtySteps() {
  const page = await open(`${big}/#task=around&of=hub&first=10&selected=hub`);
  await nodes(page, 11);
  const round = async () => {
    await page.evaluate(async () => { // within the page, so that most of the time goes into the explorer
      const count = () => document.querySelector('.canvas')._cyreg.cy.nodes().length;
      const press = async (label, n) => {
        const button = () => [...document.querySelectorAll('button:not(:disabled)')].find((b) => label.test(b.getAttribute('aria-label') ?? b.textContent));
        for (const until = performance.now() + 60_000; !button() || document.querySelector('main[aria-busy="true"]');) {
          if (performance.now() > until) throw new Error(`no button ${label}`);
          await new Promise((done) => setTimeout(done, 4));
        }
        button().click();
        for (const until = performance.now() + 60_000; count() !== n;) {
          if (performance.now() > until) throw new Error(`${count()} entities, not ${n}`);
          await new Promise((done) => setTimeout(done, 4));
        }
      };
      for (let turn = 0; turn < 4; turn++) {
        for (let i = 1; i <= 15; i++) await press(/^Show 20 more/, 11 + 20 * i);
        for (let i = 14; i >= 0; i--) await press(/^Undo$/, 11 + 20 * i);
      }
    });
    await page.waitForTimeout(500);
    return page.evaluate(() => {
      globalThis.gc();
      globalThis.gc();
      return performance.memory.usedJSHeapSize;
    });
  };
  const first = await round(); // fills what is kept on purpose: answers and places
  const second = await round();
  console.log(`heap after 60 expansions and undos: ${(first / 1e6).toFixed(1)} MB, after another 60: ${(second / 1e6).toFixed(1)} MB`);
  figure('growth of the heap by 60 steps', Math.round((100 * second) / first - 100), '%', 20);
  await page.context().close();
}
