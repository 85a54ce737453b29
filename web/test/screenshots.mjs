// Makes the pictures of the pages in docs/images from the demo graph: `make screenshots`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { launch, newContext } from './browser.mjs';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/images');
const PICTURES = {
  explorer: ['#task=around&of=taliban&selected=r:nlb2sz5lqukamdnkgd37tfnua3', 1440, 860, 'light'],
  'explorer-path': ['#task=connect&from=s-jaishankar&to=sirajuddin-haqqani&mode=K_SHORTEST&selected=zamir-kabulov', 1440, 860, 'light'],
  'explorer-timeline': ['#task=time&of=tajikistan,taliban', 1280, 800, 'dark'],
  'explorer-narrow': ['#task=around&of=nrf', 360, 740, 'light'],
};

async function take(page, name) {
  await page.waitForTimeout(800); // the editor's colours, the last frame of the picture
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
}

const server = spawn(process.env.GO ?? 'go', ['run', './cmd/dragoman', 'serve', '--memory', '--addr', '127.0.0.1:0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
try {
  const base = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (text) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) {
        resolve(address[0]);
      }
    });
    server.once('exit', () => reject(new Error('serve ended without printing an address')));
  });
  const browser = await launch();
  for (const [name, [hash, width, height, colorScheme]] of Object.entries(PICTURES)) {
    const context = await newContext(browser, { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${base}/${hash}`);
    await page.waitForFunction(() => !/Fetching…|Drawing…/.test(document.body.innerText) && document.querySelector('main:not([aria-busy="true"])'));
    if (hash.includes('around') || hash.includes('connect')) {
      await page.waitForFunction(() => document.querySelector('.canvas[data-labels]')?._cyreg?.cy.nodes().length > 0);
    }
    await take(page, name);
    await context.close();
  }
  const page = await (await newContext(browser, { viewport: { width: 1440, height: 860 }, colorScheme: 'light', reducedMotion: 'reduce' })).newPage();
  await page.goto(`${base}/playground`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.locator('[data-operation="Connection"]').waitFor();
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.graphiql-response .view-line').nth(10).waitFor();
  await take(page, 'playground');
  await browser.close();
} finally {
  process.kill(-server.pid, 'SIGINT'); // go run and the program it started
}
