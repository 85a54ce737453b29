// Uses the explorer over the demo graph as an analyst would, by clicks and by keys, and fails on
// any console error, policy violation, failed request, request to another machine, or serious
// finding of axe.
//
// Its steps are run by pages.browser.mjs; `dated` is a server of the graph of records.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, request as pass } from 'node:http';
import { accessible, fitsAcross, keep, newContext, PATIENCE_MS, provoke, sharedContext } from './browser.mjs';

let browser, base, dated, shots;

const VIEWS = {
  start: '',
  around: '#task=around&of=taliban&selected=taliban',
  connect: '#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT',
  none: '#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT&maxHops=2',
  evidence: '#task=around&of=nrf&selected=r:nlb2sz5lqukamdnkgd37tfnua3',
  timeline: '#task=time&of=tajikistan,taliban',
  disputes: '#task=disputes',
  table: '#task=around&of=nrf&view=table',
  asked: '#task=connect',
};

const TASKS = [
  ['Who and what is around X?', 1, async (page, one) => {
    await one(named(page, 'Find a person', 'national resistance'));
    await summary(page, /Showing all 3/);
  }],
  ['Who links X and Y, by contact alone?', 4, async (page, one) => {
    await contact(page, one);
  }],
  ['Which step of it is weakest, and on whose word?', 5, async (page, one) => {
    await contact(page, one);
    await one(page.getByRole('button', { name: /weakest step/ }).click());
    await page.getByRole('region', { name: /^For: / }).getByText(/paragraph \d+/).first().waitFor();
  }],
  ['Where do the documents contradict each other?', 1, async (page, one) => {
    await one(page.getByRole('button', { name: /^Where do the documents/ }).click());
    await page.getByRole('region', { name: 'Against: 1 claim' }).waitFor();
  }],
  ['What was known on a day, and what changed since?', 3, async (page, one) => {
    await one(named(page, 'Find a person', 'taliban'));
    await drawn(page);
    await one(page.getByRole('slider', { name: /As known on/ }).press('Home'));
    await one(page.getByText(/What changed since/).click());
    await page.getByText(/not then; now/).first().waitFor();
  }],
  ['What is left of it without one document?', 3, async (page, one) => {
    await one(named(page, 'Find a person', 'national resistance'));
    await drawn(page);
    await one(page.getByText('What this rests on').click());
    await one(page.getByRole('checkbox', { name: 'Count the document tajikistan-taliban-diplomacy' }).click());
    await page.getByText('left out', { exact: true }).first().waitFor();
  }],
  ['What happened between X and Y, and where is the order unknown?', 3, async (page, one) => {
    await one(page.getByRole('button', { name: 'Timeline' }).click());
    await one(named(page, 'Of: add', 'tajikistan'));
    await one(named(page, 'Of: add', 'taliban'));
    await page.getByText(/of 110: /).waitFor();
  }],
  ['Whom does a neighbour of X lead to?', 3, async (page, one) => {
    await one(named(page, 'Find a person', 'zamir kabulov'));
    await drawn(page);
    await still(page);
    const [x, y] = await spot(page, 'kabulov-haqqani-meeting');
    await one(page.mouse.click(x, y));
    const before = (await nodes(page)).length;
    await one(page.getByRole('button', { name: /^Expand/ }).click());
    await grown(page, before);
  }],
  ['What do two independent sources state?', 3, async (page, one) => {
    await one(named(page, 'Find a person', 'taliban'));
    await drawn(page);
    const before = (await nodes(page)).length;
    await one(page.getByText('Evidence and time').click());
    await one(page.getByLabel('Independent sources, at least').fill('2'));
    await page.waitForFunction((n) => document.querySelector('.canvas')._cyreg.cy.nodes().length < n, before);
  }],
  ['Take the connection along as text with its documents.', 6, async (page, one) => {
    await contact(page, one);
    await one(page.getByText('Download', { exact: true }).click());
    await one(Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Text to quote' }).click()]));
  }],
];

/** The steps, the longest first. */
export function explorerSteps(over) {
  ({ browser, base, dated, shots } = over);
  return [
    ...Object.keys(VIEWS).map((name) => [`looks: ${name}, narrow and wide, light and dark: nothing scrolls sideways, axe finds nothing serious`, () => looks(name)]),
    ['start: type a name, choose by keys, see the card', find],
    ['ego: counts before expanding; expand, collapse, hide, pin, undo, redo', ego],
    ['ego: an expansion by one relation type', expandByType],
    ['the picture: click, drag, keys', canvas],
    ['deep link: the same address gives the same picture', deepLink],
    ['evidence: both sides, sources, document', evidence],
    ['connect: two names, a path in words, the weakest step', connect],
    ['connect: the same on both sides', same],
    ['connect: hubs that were not walked through are, on request', throughHubs],
    ['connect: the weakest step is named where there is little room', crowded],
    ['ego: what joins two centres', centres],
    ['the picture: a line for several relations', bundled],
    ['a link with a selection, on a phone: the picture is seen above it', phone],
    ['connect: the earliest path, its dates rising, certain or possible', earliest],
    ['connect: no path, the reason, and an offer that finds one', noPath],
    ['what only some schemas have: joining several, what a path rests on, paths since a day, relaxations, paths through others', seams],
    ['filters: statuses, sources, clear', filters],
    ['as known on a day: fewer relations, and what changed since', asOf],
    ['what it rests on: without a document', rests],
    ['timeline: ranges, unknown order, undated rows', timeline],
    ['disputes', disputes],
    ['timeline and disputes: JSON, CSV, text, and the query behind them', lists],
    ['a hub: relations by family, each with its number, more of one fetched', hub],
    ['Enter before the suggestions are there takes the first when they are', hasty],
    ['table: the same data, sorted by keys', table],
    ['downloads: JSON, CSV, GraphML, SVG, PNG, text', downloads],
    ['open as GraphQL', asGraphQL],
    ['an id that does not exist, a link that cannot be read', wrongLinks],
    ['offline: what is there stays, and asking again works', offline],
    ['a server that asks for a token gets it, and the page keeps it nowhere', token],
    ['back and forward of the browser', backAndForward],
    ['below a prefix, as behind a proxy that takes it off', belowPrefix],
    ...TASKS.map(([task, steps, run]) => [`task of an analyst, in the steps that docs/explorer.md counts: ${task}`, () => analyst(task, steps, run)]),
  ];
}

// ---- steps

async function find() {
  const page = await visit('');
  await page.getByText(/relations on .* claims in 5 documents/).waitFor();
  await shot(page, 'start');
  const box = page.getByRole('combobox', { name: /^Find a person/ });
  await box.fill('muttaqi');
  await page.getByRole('option').first().waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  const options = await page.getByRole('option').allInnerTexts();
  const wanted = options.findIndex((o) => o.startsWith('Amir Khan Muttaqi'));
  assert.ok(wanted >= 0, `suggestions: ${options}`);
  for (let i = 0; i < wanted; i++) {
    await box.press('ArrowDown');
  }
  const active = await box.getAttribute('aria-activedescendant');
  assert.match(await page.locator(`[id="${active}"]`).innerText(), /^Amir Khan Muttaqi/);
  await shot(page, 'suggestions');
  await box.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Amir Khan Muttaqi' }).waitFor();
  await drawn(page);
  await page.getByRole('heading', { name: 'Offices over time' }).waitFor();
  assert.match(page.url(), /#task=around&of=amir-khan-muttaqi/);
  await page.close();
}

async function ego() {
  const page = await visit('#task=around&of=taliban&first=30');
  await drawn(page);
  await summary(page, /Showing 30 of 35, by relevance/);
  await openInTable(page, 'Tajikistan');
  await page.getByText(/Around it, by type of relation: \d+/).waitFor();
  const expand = page.getByRole('button', { name: /^Expand \(of \d+\)/ });
  const hidden = Number(/of (\d+)/.exec(await expand.innerText())[1]);
  assert.ok(hidden > 5);
  const before = await nodes(page);
  await expand.click();
  await grown(page, before.length);
  const after = await nodes(page);
  assert.equal(after.length, before.length + Math.min(20, hidden), 'an expansion brings what was counted, at most 20');
  assert.deepEqual(before.map((n) => [n.id, n.x, n.y]), after.filter((n) => before.some((b) => b.id === n.id)).map((n) => [n.id, n.x, n.y]), 'what stood stays where it stood');
  await shot(page, 'ego-expanded');
  await page.getByRole('button', { name: 'Collapse' }).click();
  await counted(page, before.length);
  await page.getByRole('button', { name: 'Undo' }).click();
  await counted(page, after.length);
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.waitForFunction(() => document.querySelector('.canvas')._cyreg.cy.nodes('.pinned').length === 1);
  assert.match(page.url(), /pins=tajikistan~/);
  await page.getByRole('button', { name: 'Hide' }).click();
  await counted(page, after.length - 1);
  assert.match(page.url(), /hide=tajikistan/);
  await page.keyboard.press('Control+z');
  await counted(page, after.length);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await counted(page, before.length);
  await page.getByRole('button', { name: 'Redo' }).click();
  await counted(page, after.length);
  await page.close();
}

async function expandByType() {
  const page = await visit('#task=around&of=taliban&first=5&selected=taliban');
  await drawn(page);
  const before = await nodes(page);
  await page.getByText(/Around it/).click();
  await page.getByRole('button', { name: /has ties with.*government/ }).click();
  await grown(page, before.length);
  const fresh = (await nodes(page)).filter((n) => !before.some((b) => b.id === n.id));
  assert.ok(fresh.length > 0 && fresh.length <= 20);
  assert.match(page.url(), /expand=taliban~20~HAS_TIES/);
  await page.close();
}

async function canvas() {
  const page = await visit('#task=around&of=nrf');
  await drawn(page);
  const [x, y] = await spot(page, 'tajikistan');
  await page.mouse.click(x, y);
  await page.getByRole('heading', { level: 2, name: 'Tajikistan' }).waitFor();
  await still(page); // the details take room; the picture follows
  const [x2, y2] = await spot(page, 'tajikistan');
  await page.mouse.move(x2, y2);
  await page.mouse.down();
  await page.mouse.move(x2 + 30, y2 + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => location.hash.includes('pins=tajikistan~'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => !location.hash.includes('pins='));
  await page.getByRole('button', { name: 'Close' }).click();
  const picture = page.getByRole('application');
  await picture.focus();
  await picture.press('ArrowDown');
  await page.waitForFunction(() => location.hash.includes('selected=nrf'));
  await picture.press('ArrowDown');
  await page.waitForFunction(() => /selected=(taliban|tajikistan)/.test(location.hash));
  const before = await nodes(page);
  await picture.press('Enter');
  await grown(page, before.length);
  await picture.press('h');
  await page.waitForFunction(() => location.hash.includes('hide='));
  await picture.press('0');
  await picture.press('Escape');
  await page.close();
}

async function deepLink() {
  const page = await visit('#task=around&of=taliban&first=20&selected=tajikistan');
  await drawn(page);
  const n = (await nodes(page)).length;
  await page.getByRole('button', { name: /^Expand/ }).click();
  await grown(page, n);
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.waitForFunction(() => location.hash.includes('pins='));
  await still(page);
  const first = await nodes(page);
  const again = await visit(new URL(page.url()).hash);
  await drawn(again);
  await again.getByRole('heading', { level: 2, name: 'Tajikistan' }).waitFor();
  await still(again);
  assert.deepEqual(await nodes(again), first, 'the same entities in the same places');
  assert.equal(again.url(), page.url());
  await page.close();
  await again.close();
}

async function evidence() {
  const page = await visit('#task=around&of=nrf');
  await drawn(page);
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('row', { name: /Tajikistan by disputed allegations backs National Resistance Front disputed/ }).getByRole('button', { name: /^by disputed/ }).click();
  const panel = page.getByRole('complementary', { name: 'Evidence' });
  await panel.getByText('Some state it, some deny it').waitFor();
  const [pro, contra] = [panel.getByRole('region', { name: 'For: 1 claim' }), panel.getByRole('region', { name: 'Against: 1 claim' })];
  assert.match(await pro.innerText(), /unnamed accusers allege(?!s)/);
  assert.match(await pro.innerText(), /unnamed source/);
  assert.match(await contra.innerText(), /Tajikistan denies/);
  assert.match(await contra.innerText(), /paragraph 10/);
  assert.match(await contra.innerText(), /known from a day unknown/);
  await page.getByRole('button', { name: 'Picture' }).click();
  await drawn(page);
  await shot(page, 'evidence');
  await page.close();
}

async function connect() {
  const page = await visit('');
  await page.getByRole('button', { name: /^Connect two/ }).click();
  await choose(page, 'From', 'jaishankar', 'S. Jaishankar');
  await choose(page, 'To', 'sirajuddin', 'Sirajuddin Haqqani');
  await drawn(page);
  await page.getByRole('combobox', { name: 'Lens', exact: true }).selectOption('CONTACT');
  await page.getByText('6 hops', { exact: true }).waitFor();
  await page.getByText('1 path from S. Jaishankar to Sirajuddin Haqqani by contact, one of the shortest.').waitFor();
  await counted(page, 7);
  const path = page.getByRole('region', { name: 'Paths' });
  assert.match(await path.innerText(), /6 hops\s*3 contacts\s*reported\s*single source/);
  assert.equal(await path.getByText('weakest step').count(), 1);
  await path.getByRole('button', { name: /weakest step.*every other step is as weak/ }).waitFor();
  assert.match(await drawnWords(page, '.weakest'), /^weakest, with 5 others took part in/);
  assert.equal((await nodes(page)).length, 7);
  const ys = new Set((await nodes(page)).map((n) => n.y));
  assert.equal(ys.size, 1, 'one path is one line');
  assert.deepEqual(await page.evaluate(() => document.querySelector('.canvas')._cyreg.cy.edges().filter((e) => !e.data('label')).length), 0, 'every step has its label');
  await shot(page, 'connect');
  await path.getByRole('button', { name: /took part in.*weakest/ }).click();
  await page.getByRole('heading', { name: 'For' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('combobox', { name: 'Paths', exact: true }).selectOption('K_SHORTEST');
  await page.getByRole('combobox', { name: 'Lens', exact: true }).selectOption('RELATIONS');
  await page.getByText(/4 paths from/).waitFor();
  await path.getByRole('button', { name: /^Path 2/ }).click();
  await page.waitForFunction(() => location.hash.includes('path=1'));
  await still(page);
  await shot(page, 'connect-several');
  await page.close();
}

async function same() {
  const page = await visit('#task=connect&from=taliban&to=taliban');
  await page.getByText(/The same entity stands on both sides/).waitFor();
  await drawn(page);
  for (const text of [/Path 1/, /independent source/, /Nothing around it/, 'weakest step', /in one line/, /dashed rim/]) {
    assert.equal(await page.locator('.desk').getByText(text).count(), 0, `of one entity on both sides nothing is told of: ${text}`);
  }
  await page.close();
}

async function throughHubs() {
  const page = await visit('#task=connect&from=n-0000&to=n-0001&degreeCap=100', undefined, dated);
  await page.getByText(/Not walked through, for having too many relations, so that there may be a path all the same: Hub Republic \(\d+\)\./).waitFor();
  await page.getByRole('button', { name: 'Walk through them' }).click();
  await page.getByText(/^1 path from/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Walk through them' }).count(), 0);
  assert.match(await page.getByRole('combobox', { name: 'Not through entities with more relations than' }).inputValue(), /^\d{3}$/);
  await page.close();
}

async function crowded() {
  const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&mode=K_SHORTEST&selected=zamir-kabulov', { viewport: { width: 1440, height: 860 } });
  await drawn(page);
  assert.match(await drawnWords(page, '.weakest'), /^weakest/, 'beside short lines, too');
  await page.context().close();
}

async function centres() {
  const page = await visit('#task=around&of=nrf,tajikistan');
  await drawn(page);
  assert.equal(await page.evaluate(() => document.querySelector('.canvas')._cyreg.cy.edges('.DISPUTED').length), 1, 'what joins the two is drawn');
  await page.close();
}

async function bundled() {
  const page = await visit('#task=around&of=nrf&selected=taliban');
  await drawn(page);
  const of = await page.evaluate(() => document.querySelector('.canvas')._cyreg.cy.edges().filter((e) => e.data('source') === 'taliban' && e.data('target') === 'tajikistan' && e.hasClass('REPORTED')).map((e) => e.data('texts')[0].replaceAll('\n', ' ')));
  assert.equal(of.length, 1);
  const legend = await page.locator('.legend').innerText();
  assert.match(legend, /×2, and 2 others: several relations in one line/);
  assert.match(legend, /dashed rim/);
  assert.match(of[0], /^(accused and 2 others|made a request to ×2 and 1 other)$/, 'the Taliban accused Tajikistan of one thing and made two requests');
  await page.close();
}

async function phone() {
  for (const hash of ['#task=around&of=taliban&selected=taliban', VIEWS.evidence, '#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT&selected=s-jaishankar']) {
    const page = await visit(hash, { viewport: { width: 360, height: 740 } });
    await drawn(page);
    await page.waitForFunction(() => document.querySelector('.canvas').getBoundingClientRect().top < 10);
    const [canvas, sheet] = await Promise.all(['.canvas', '.details'].map((of) => page.locator(of).boundingBox()));
    const cut = await page.evaluate(() => {
      const { cy } = document.querySelector('.canvas')._cyreg;
      return cy.edges().filter((e) => e.data('label')).map((e) => e.renderedBoundingBox({ includeNodes: false, includeLabels: true, includeUnderlays: false })).filter((b) => b.x1 < -4 || b.x2 > cy.width() + 4).length;
    });
    assert.equal(cut, 0, `${hash}: no word beside a line is cut by the window`);
    assert.ok(sheet.y - Math.max(0, canvas.y) > 400, `${hash}: ${sheet.y - Math.max(0, canvas.y)} px of the picture are seen above what is selected`);
    await shot(page, `phone-${hash.slice(6, 12)}`);
    await page.context().close();
  }
}

async function earliest() {
  const open = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT');
  await drawn(open);
  await open.getByRole('combobox', { name: 'Paths', exact: true }).selectOption('EARLIEST');
  await open.getByText('order possible').waitFor();
  await open.getByText(/leave the order open/).waitFor();
  await open.close();
  const page = await visit('#task=connect&from=chain-0&to=chain-6&lens=CONTACT', undefined, dated);
  await drawn(page);
  await page.getByRole('combobox', { name: 'Paths', exact: true }).selectOption('EARLIEST');
  const path = page.getByRole('region', { name: 'Paths' });
  await path.getByText('order certain').waitFor();
  await path.getByText('there by 2025-06-15').waitFor();
  const days = (await path.locator('.steps .step').allInnerTexts()).map((step) => /\d{4}-\d{2}-\d{2}/.exec(step)[0]);
  assert.equal(days.length, 6);
  assert.deepEqual(days, [...days].sort(), 'the dates rise along the path');
  assert.equal(new Set(days).size, 3, 'both who took part in a contact have its day');
  await shot(page, 'earliest');
  await page.close();
}

async function noPath() {
  const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT&maxHops=3');
  await page.getByText(/No path/).waitFor();
  await page.getByText(/within 3 hops by contact, over/).waitFor();
  await drawn(page);
  await shot(page, 'no-path');
  await page.getByRole('button', { name: /^hops:/ }).click();
  await page.getByText(/1 path from/).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/No path/).waitFor();
  await page.close();
}

// Each where the served schema has it; the page leaves out what is not served.
async function seams() {
  const able = await served();
  const has = (name) => able.has(name) || (console.log(`       NOT CHECKED: the schema has no ${name}`), false);
  if (has('Query.connect')) {
    const page = await visit('#task=connect&from=nrf,india,zamir-kabulov');
    await page.getByText('One network joins all 3.').waitFor();
    await page.getByText('none smaller').waitFor();
    await drawn(page);
    assert.ok((await nodes(page)).length >= 4);
    await page.close();
  }
  if (has('Query.sources')) {
    const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT');
    await page.getByText('What this path rests on').click();
    await page.getByRole('button', { name: 'Does it stand without each?' }).click();
    await page.getByText(/Every path within 6 hops falls without/).waitFor();
    assert.ok((await page.getByText('without it there is no path').count()) >= 2);
    await page.close();
  }
  if (has('Query.changes')) {
    const page = await visit('#task=connect&from=tajikistan&to=taliban&asOf=2025-10-11');
    await page.getByText(/Then no path, now found/).waitFor();
    assert.ok((await page.getByText(/^New: /).count()) > 0);
    await page.close();
  }
  if (has('PathResult.relaxations')) {
    const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT&maxHops=3');
    await page.getByRole('button', { name: /^hops: 6 instead of 3 · 1 path of 6 hops/ }).click();
    await page.getByText(/1 path from/).waitFor();
    await page.close();
  }
  if (has('Query.paths(via)')) {
    const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT&via=zamir-kabulov');
    await page.getByText(/1 path from/).waitFor();
    await page.getByRole('group', { name: 'Through, in this order' }).getByText('Zamir Kabulov').waitFor();
    await page.close();
  }
}

async function filters() {
  const page = await visit('#task=around&of=taliban');
  await drawn(page);
  const all = (await nodes(page)).length;
  await page.getByText('Evidence and time').click();
  await page.getByRole('checkbox', { name: 'denied' }).check();
  await page.waitForFunction(() => document.querySelector('.canvas')._cyreg.cy.edges('.DENIED').length > 0);
  await page.getByLabel('Independent sources, at least').fill('2');
  await page.waitForFunction((n) => document.querySelector('.canvas')._cyreg.cy.nodes().length < n, all);
  await page.getByText('2 set').waitFor();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await counted(page, all);
  await page.getByLabel('Held from').fill('2025-01-01');
  await page.getByRole('checkbox', { name: /for certain/ }).check();
  await page.waitForFunction((n) => document.querySelector('.canvas')._cyreg.cy.nodes().length < n, all);
  assert.match(decodeURIComponent(page.url()), /during=2025-01-01\/\.\.&overlap=CERTAIN|overlap=CERTAIN&during=2025-01-01\/\.\./);
  await page.close();
}

async function asOf() {
  const page = await visit('#task=around&of=taliban');
  await drawn(page);
  const all = (await nodes(page)).length;
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('query Changed')) {
      await opened;
    }
    await route.continue();
  });
  const slider = page.getByRole('slider', { name: /As known on/ });
  await slider.press('Home');
  await page.waitForFunction(() => location.hash.includes('asOf=2025-10-11'));
  await page.waitForFunction((n) => document.querySelector('.canvas')._cyreg.cy.nodes().length < n, all);
  await page.getByText(/claims in the store have no known day/).waitFor();
  await page.getByText(/of the unfiltered picture not here/).waitFor();
  await page.getByText(/What changed since 2025-10-11/).click(); // before its rows are there
  open();
  await page.getByRole('button', { name: /Yusuf Wafa came as a visitor to.*not then; now.*2025-11-18/ }).first().waitFor();
  await page.getByText(/May have been known then/).waitFor();
  const rows = page.locator('.question .statement');
  const before = await rows.count();
  const asked = page.waitForRequest((r) => r.postData()?.includes('query Changed'));
  await page.getByRole('button', { name: 'Further rows' }).click();
  assert.equal(JSON.parse((await asked).postData()).variables.since, '2025-10-11', 'rows come from the public API');
  await page.waitForFunction((n) => document.querySelectorAll('.question .statement').length > n, before);
  await shot(page, 'as-of');
  await page.getByRole('button', { name: /^Clear the day/ }).click();
  await counted(page, all);
  await page.close();
}

async function rests() {
  const page = await visit('#task=around&of=nrf');
  await drawn(page);
  await page.getByText('What this rests on').click();
  const box = page.getByRole('checkbox', { name: 'Count the document tajikistan-taliban-diplomacy' });
  await box.focus();
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.querySelector('.canvas')._cyreg.cy.edges('.DISPUTED').length === 0);
  await page.getByText('left out', { exact: true }).first().waitFor();
  await page.getByText(/What that changes/).click();
  await page.getByRole('button', { name: /Tajikistan by disputed allegations backs National Resistance Front.*with it disputed/ }).waitFor();
  await box.focus();
  assert.ok(await box.evaluate((e) => e === document.activeElement), 'the box keeps its place and the focus');
  assert.match(page.url(), /excludeDocuments=tajikistan-taliban-diplomacy/);
  await shot(page, 'without-a-document');
  await box.check();
  await page.waitForFunction(() => document.querySelector('.canvas')._cyreg.cy.edges('.DISPUTED').length === 1);
  await page.close();
}

async function timeline() {
  const page = await visit('#task=time&of=tajikistan,taliban');
  await page.getByText(/rows? of 110: \d+ of these with a date/).waitFor();
  await shot(page, 'timeline');
  assert.ok((await page.getByText('order to the row above unknown').count()) > 1);
  assert.ok((await page.locator('.track .bar.sometime').count()) > 0, 'a date known to a year is a range');
  const since = page.getByRole('button', { name: /^Since … 2021\s*on or after 2021-01-01.*Taliban accused Tajikistan/ });
  const [range, core] = await Promise.all(['.sometime', '.lasting'].map((bar) => since.locator(`.bar${bar}`).boundingBox()));
  assert.ok(core.x > range.x + 20 && Math.abs(core.x + core.width - range.x - range.width) < 2, 'begun at some time of 2021, it lasted for certain only from its end');
  await page.getByText('Evidence and time').click();
  for (const [status, passes] of [['unconfirmed', true], ['denied', true], ['retracted', false]]) {
    assert.equal(await page.getByRole('checkbox', { name: status }).isChecked(), passes, `lists show what is ${status}: ${passes}`);
  }
  assert.ok((await page.locator('.track .bar.inferred').count()) > 0);
  await page.getByText('Without any date').waitFor();
  await page.getByRole('button', { name: 'Further rows' }).click();
  await page.getByText(/110 rows: /).waitFor();
  await page.getByRole('button', { name: /took part in joint military drills/ }).click();
  await page.getByRole('heading', { name: 'For' }).waitFor();
  await page.close();
}

async function disputes() {
  const page = await visit('');
  await page.getByRole('button', { name: /^Where do the documents disagree/ }).click();
  await page.getByText('1 dispute: both sides may speak of the same time.').waitFor();
  await page.getByText(/unnamed accusers allege(?!s)/).waitFor();
  await page.getByRole('button', { name: 'All evidence' }).click();
  await page.getByRole('complementary', { name: 'Evidence' }).getByText('Some state it, some deny it; no date sets them apart.').waitFor();
  await shot(page, 'disputes');
  await page.close();
}

async function lists() {
  const page = await visit('#task=time&of=tajikistan,taliban');
  await page.getByText(/100 rows of 110/).waitFor();
  const data = JSON.parse(await download(page, 'JSON', /^dragoman-timeline-tajikistan-taliban\.json$/));
  assert.deepEqual([data.total, data.complete, data.rows.length], [110, false, 100]);
  const rows = String(await download(page, 'CSV', /\.csv$/)).trim().split('\r\n');
  assert.equal(rows.length, 101);
  assert.match(rows[0], /^order,held,earliest,latest,inferred,relation,from,/);
  const text = String(await download(page, 'Text to quote', /\.txt$/));
  assert.match(text, /^100 of 110 rows\n/);
  assert.match(text, /Order to the row above unknown/);
  assert.ok(text.includes(page.url()));
  const times = await behind(page);
  assert.equal(times.timeline.totalCount, 110);
  await page.close();
  const other = await visit('#task=disputes');
  await other.getByText('1 dispute: both sides').waitFor();
  const claims = String(await download(other, 'CSV, claims', /^dragoman-disputes\.csv$/)).trim().split('\r\n');
  assert.equal(claims.length, 3, 'a row for the claim of each side');
  assert.match(claims[2], /,against,.*,DENIES,Tajikistan,/);
  const told = String(await download(other, 'Text to quote', /\.txt$/));
  assert.match(told, /^1 dispute\n\nTajikistan by disputed allegations backs National Resistance Front: disputed\.\n For:\n {2}unnamed accusers \(alleges\): .*\n Against:\n {2}Tajikistan \(denies\)/);
  const both = await behind(other);
  assert.equal(both.disputes.nodes.length, 1);
  await other.close();
}

// What the query that "Open as GraphQL" links to answers.
async function behind(page) {
  const link = await page.getByRole('link', { name: 'Open as GraphQL' }).getAttribute('href');
  assert.ok(link.startsWith(`${base}/playground#`), link);
  const params = new URLSearchParams(new URL(link).hash.slice(1));
  const response = await fetch(`${base}/graphql`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: params.get('query'), variables: JSON.parse(params.get('variables') ?? '{}') }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined);
  return answer.data;
}

// The made-up graph has a hub, here of 300 neighbours: more relations than one list holds.
async function hub() {
  const page = await visit('#task=around&of=hub&selected=hub', undefined, dated);
  await drawn(page);
  const family = page.locator('.details .fold', { hasText: /^Structure/ });
  await family.getByText('Structure (120)').click();
  assert.equal(await family.locator('.statement').count(), 8);
  await family.getByRole('button', { name: 'Show more' }).click();
  await family.locator('.statement').nth(31).waitFor();
  await page.getByText('Contacts (60)').waitFor();
  await page.close();
}

async function hasty() {
  const page = await visit('');
  const box = page.getByRole('combobox', { name: /^Find a person/ });
  await page.route('**/graphql', async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await box.fill('muttaqi');
  await box.press('Enter');
  await page.waitForFunction(() => location.hash.includes('task=around'));
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.close();
}

async function table() {
  const page = await visit('#task=around&of=taliban&view=table');
  const entities = page.getByRole('table', { name: /Entities \(36\)/ });
  const sort = entities.getByRole('button', { name: 'Relations' });
  await sort.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  assert.equal(await entities.getByRole('columnheader', { name: 'Relations' }).getAttribute('aria-sort'), 'descending');
  assert.match(await entities.getByRole('row').nth(1).innerText(), /^Taliban/);
  const court = page.getByRole('table', { name: /Relations/ }).getByRole('button', { name: 'Supreme Court of Russia' }).first();
  await court.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Supreme Court of Russia' }).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
  assert.ok(await court.evaluate((e) => e === document.activeElement), 'keys go on where the card was opened');
  assert.equal(await page.title(), 'Taliban · Dragoman');
  await shot(page, 'table');
  await page.close();
}

async function downloads() {
  const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT');
  await drawn(page);
  const data = JSON.parse(await download(page, 'JSON', /^dragoman-s-jaishankar-sirajuddin-haqqani\.json$/));
  assert.equal(data.entities.length, 7);
  assert.equal(data.relations.length, 6);
  assert.equal(data.paths[0].hops, 6);
  assert.equal(data.lens, 'CONTACT');
  assert.deepEqual([data.question.degreeCap, data.hubsSkipped], [1000, []]);
  const rows = String(await download(page, 'CSV, relations', /\.csv$/)).trim().split('\r\n');
  assert.equal(rows.length, 7);
  assert.match(rows[0], /^id,from,from_name,type/);
  const graphml = String(await download(page, 'GraphML', /\.graphml$/));
  assert.deepEqual(await parsed(page, graphml, ['node', 'edge', 'parsererror']), [7, 6, 0]);
  const svg = String(await download(page, 'SVG', /\.svg$/));
  assert.deepEqual(await parsed(page, svg, ['circle', 'parsererror']), [4, 0]);
  const png = await download(page, 'PNG', /\.png$/);
  assert.equal(png.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  assert.ok(png.length > 5000);
  const text = String(await download(page, 'Text to quote', /\.txt$/));
  assert.match(text, /^Path 1 of 1, one of the shortest\n\nS\. Jaishankar took part in/);
  assert.match(text, /Rests on:\n- /);
  assert.ok(text.includes(page.url()));
  await page.close();
}

async function asGraphQL() {
  const page = await visit('#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&lens=CONTACT');
  await drawn(page);
  const answer = await behind(page);
  assert.equal(answer.paths.paths[0].hops, 6);
  await page.close();
}

// From the start page. A step is a click, a choice from a list, or a name typed and confirmed.
async function analyst(task, steps, run) {
  const page = await visit('');
  let taken = 0;
  await run(page, async (action) => {
    await action;
    taken += 1;
  });
  assert.equal(taken, steps, task);
  await page.close();
}

async function named(page, label, typed) {
  const box = page.getByRole('combobox', { name: new RegExp(`^${label}`) });
  await box.fill(typed);
  await page.getByRole('option').first().waitFor();
  await box.press('Enter');
}

async function contact(page, one) {
  await one(page.getByRole('button', { name: /^Connect two/ }).click());
  await one(named(page, 'From: add', 's. jaishankar'));
  await one(named(page, 'To: add', 'sirajuddin haqqani'));
  await one(page.getByRole('combobox', { name: 'Lens', exact: true }).selectOption('CONTACT'));
  await page.getByText('6 hops', { exact: true }).waitFor();
}

async function wrongLinks() {
  const page = await (await newContext(browser)).newPage();
  provoke(page, /status 4\d\d|status of 4\d\d/); // the refusal is a complaint of the browser
  await page.goto(`${base}/#task=around&of=no-such-entity`);
  await page.getByRole('alert').getByText(/no-such-entity/).waitFor();
  await page.getByRole('alert').getByText(/Take it out of the question/).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0, 'asking again finds no more');
  const relation = await visit('#task=around&of=nrf&selected=r:aaaaaaaaaaaaaaaaaaaaaaaaaa');
  await relation.getByText('There is no such relation.').waitFor();
  await relation.close();
  const alone = await visit('#task=around&of=nrf&asOf=2001-01-01');
  await summary(alone, /^No neighbour passes/);
  assert.equal(await alone.getByText('Evidence and time').innerText(), 'Evidence and time', 'the day is not set in there');
  await alone.close();
  const broken = await visit('#task=nothing&of=%3Cscript%3E&first=-3&pins=x~y~z&asOf=yesterday');
  await broken.getByRole('heading', { level: 1 }).waitFor();
  await page.context().close();
  await broken.close();
}

async function offline() {
  const page = await visit('#task=around&of=nrf', {});
  await drawn(page);
  provoke(page, /ERR_CONNECTION_REFUSED/);
  await page.route('**/graphql', (route) => route.abort('connectionrefused'));
  await page.getByRole('combobox', { name: 'Begin with' }).selectOption('10');
  await page.getByRole('alert').getByText('The server does not answer.').waitFor();
  assert.ok((await nodes(page)).length > 0, 'the picture stays');
  await shot(page, 'offline');
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.context().close();
}

async function token() {
  const page = await visit('', {});
  provoke(page, /401/);
  await page.route('**/graphql', (route) => (route.request().headers().authorization === 'Bearer let-me-in'
    ? route.continue()
    : route.fulfill({ status: 401, contentType: 'application/json', body: JSON.stringify({ errors: [{ message: 'a token is needed', extensions: { code: 'UNAUTHENTICATED' } }] }) })));
  await page.reload();
  await page.getByLabel(/^Token/).fill('let-me-in');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByText(/relations on .* claims in 5 documents/).waitFor();
  assert.equal(await page.getByLabel(/^Token/).count(), 0);
  assert.ok(!(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, location.href, document.cookie]))).includes('let-me-in'));
  await page.context().close();
}

async function backAndForward() {
  const page = await visit('#task=around&of=nrf');
  await drawn(page);
  await page.getByRole('button', { name: 'Timeline' }).first().click();
  await page.getByText(/with a date/).waitFor();
  await page.goBack();
  await drawn(page);
  assert.match(page.url(), /task=around/);
  await page.goForward();
  await page.getByText(/with a date/).waitFor();
  await page.close();
}

async function belowPrefix() {
  const elsewhere = [];
  const proxy = createServer((asked, answer) => {
    if (!asked.url.startsWith('/x/y/')) {
      elsewhere.push(asked.url);
      answer.writeHead(404).end();
      return;
    }
    asked.pipe(pass(base + asked.url.slice('/x/y'.length), { method: asked.method, headers: asked.headers }, (given) => {
      answer.writeHead(given.statusCode, given.headers);
      given.pipe(answer);
    }));
  });
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
  try {
    const at = `http://127.0.0.1:${proxy.address().port}/x/y`;
    const page = await visit('', {}, at);
    await named(page, 'Find a person', 'national resistance');
    await summary(page, /Showing all 3/);
    await drawn(page);
    assert.ok((await page.getByRole('link', { name: 'Open as GraphQL' }).getAttribute('href')).startsWith(`${at}/playground#`));
    const address = page.url();
    assert.ok(address.startsWith(`${at}/#task=around&of=nrf`), address);
    await page.reload();
    await drawn(page);
    await page.context().close();
    assert.deepEqual(elsewhere, [], 'nothing is asked for beside the prefix');
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

// One view at every size and in both colour schemes. The page is loaded once wide and once narrow,
// since some parts choose by the width they begin with. In the dark only colours differ, so only
// the rules about colours are asked again.
async function looks(name) {
  const fits = async (page, width, height, colorScheme) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
    await settled(page);
    await fitsAcross(page, `${name} at ${width}`);
    await shot(page, `${name}-${width}-${colorScheme}`);
  };
  for (const [width, height] of [[1280, 800], [360, 740]]) {
    const page = await visit(VIEWS[name], { viewport: { width, height }, reducedMotion: 'reduce' });
    await fits(page, width, height, 'dark');
    await fits(page, width, height, 'light');
    if (width === 1280) {
      await fits(page, 2560, 1440, 'light');
      if (['around', 'connect', 'timeline'].includes(name)) { // in between and beyond: the views with most in them
        await fits(page, 768, 1024, 'light');
        await fits(page, 3840, 2160, 'light');
        assert.ok(name === 'timeline' || (await filled(page)) > 0.5, `${name}: the picture fills a wider window`);
        assert.ok(name === 'timeline' || (await lettered(page)) > 15, `${name}: letters grow with the window`);
      }
      await page.setViewportSize({ width, height });
    }
    await settled(page);
    const folded = page.locator('details:not([open]):not(.menu) > summary:visible'); // fewer with each that opens
    for (let left = 60; left > 0 && (await folded.count()) > 0; left--) {
      await folded.first().click();
    }
    await settled(page);
    await accessible(page, `${name} light ${width}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await accessible(page, `${name} dark ${width}`, { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } });
    await page.context().close();
  }
}

// How much of the canvas the picture takes, in the direction in which it takes more.
function filled(page) {
  return page.evaluate(() => {
    const { cy } = document.querySelector('.canvas')._cyreg;
    const { w, h } = cy.elements().renderedBoundingBox();
    return Math.max(w / cy.width(), h / cy.height());
  });
}

// How high the smallest letters of a name in the picture are, in px.
function lettered(page) {
  return page.evaluate(() => {
    const { cy } = document.querySelector('.canvas')._cyreg;
    return Math.min(...cy.nodes().filter((n) => n.data('label')).map((n) => parseFloat(n.style('font-size')) * cy.zoom()));
  });
}

// ---- what a step uses

// Without options the page is one of its lane's context.
async function visit(hash, options, where = base) {
  const context = options ? await newContext(browser, options) : await sharedContext();
  const page = await context.newPage();
  await page.goto(`${where}/${hash}`);
  return page;
}

async function served() {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: '{ query: __type(name: "Query") { name fields { name args { name } } } result: __type(name: "PathResult") { name fields { name args { name } } } }' }),
  });
  const { data } = await response.json();
  return new Set(Object.values(data).flatMap((t) => t.fields.flatMap((f) => [`${t.name}.${f.name}`, ...f.args.map((a) => `${t.name}.${f.name}(${a.name})`)])));
}

function shot(page, name) {
  return keep(page, shots, `explorer-${name}`);
}

async function drawn(page) {
  await page.waitForFunction(() => document.querySelector('.canvas')?._cyreg?.cy.nodes().length > 0 && document.querySelector('main')?.getAttribute('aria-busy') !== 'true', null, { timeout: PATIENCE_MS });
  await still(page);
}

// The picture has its size and its labels, and no frame is due: what follows a change of the page's
// layout begins in the frame after it.
async function still(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForFunction(() => !document.querySelector('.canvas') || document.querySelector('.canvas[data-labels]'), null, { timeout: PATIENCE_MS });
}

// Whatever the view: nothing is being fetched.
async function settled(page) {
  await page.waitForFunction(() => !/Fetching…|Drawing…/.test(document.body.innerText) && document.querySelector('main:not([aria-busy="true"])'), null, { timeout: PATIENCE_MS });
  await still(page);
}

/** The entities drawn, by id, with their places in the picture. */
async function nodes(page) {
  return page.evaluate(() => document.querySelector('.canvas')._cyreg.cy.nodes().map((n) => ({ id: n.id(), x: n.position('x'), y: n.position('y') })).sort((a, b) => (a.id < b.id ? -1 : 1)));
}

async function counted(page, n) {
  await page.waitForFunction((n) => document.querySelector('.canvas')?._cyreg.cy.nodes().length === n && document.querySelector('main').getAttribute('aria-busy') !== 'true', n, { timeout: PATIENCE_MS });
}

async function grown(page, n) {
  await page.waitForFunction((n) => document.querySelector('.canvas')?._cyreg.cy.nodes().length > n && document.querySelector('main').getAttribute('aria-busy') !== 'true', n, { timeout: PATIENCE_MS });
}

/** What is written beside the one line that a selector of Cytoscape finds. */
function drawnWords(page, selector) {
  return page.evaluate((selector) => document.querySelector('.canvas')._cyreg.cy.edges(selector).map((e) => e.data('label').replaceAll('\n', ' ')).join(' | '), selector);
}

/** Where an entity stands on the screen. */
function spot(page, id) {
  return page.evaluate((id) => {
    const host = document.querySelector('.canvas');
    const { x, y } = host._cyreg.cy.getElementById(id).renderedPosition();
    const { left, top } = host.getBoundingClientRect();
    return [left + x, top + y];
  }, id);
}

async function summary(page, pattern) {
  await page.locator('.summary').getByText(pattern).waitFor();
}

async function openInTable(page, name) {
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.getByRole('heading', { level: 2, name }).waitFor();
  await page.getByRole('button', { name: 'Picture' }).click();
  await drawn(page);
}

async function choose(page, label, typed, name) {
  const box = page.getByRole('combobox', { name: `${label}: add an entity` });
  await box.fill(typed);
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
}

async function download(page, form, name) {
  await page.getByText('Download', { exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: form, exact: true }).click()]);
  assert.match(file.suggestedFilename(), name);
  return readFileSync(await file.path());
}

function parsed(page, xml, names) {
  return page.evaluate(([xml, names]) => {
    const doc = new DOMParser().parseFromString(xml, 'application/xml');
    return names.map((n) => doc.getElementsByTagName(n).length);
  }, [xml, names]);
}
