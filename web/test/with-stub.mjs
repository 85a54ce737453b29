// Starts the two stubs, runs the browser test at the root and below a prefix, ends the stubs.
//   node test/with-stub.mjs [SCREENSHOT_FOLDER]     (GO names the go command)
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const web = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'dragoman-stub-'));
const stub = join(folder, 'stub');
const started = [];
let failed = false;
try {
  const built = spawnSync(process.env.GO ?? 'go', ['build', '-o', stub, './test/stub'], { cwd: web, stdio: 'inherit' });
  if (built.status !== 0) {
    throw new Error('the stub does not build');
  }
  const endpoint = await start(process.execPath, [join(web, 'test/stub/graphql.mjs')]);
  for (const prefix of ['', '/x/y']) {
    const base = await start(stub, ['-graphql', endpoint, '-prefix', prefix]);
    console.log(`# ${base}`);
    const shots = process.argv[2] && join(process.argv[2], prefix ? 'prefix' : 'root');
    const test = spawnSync(process.execPath, [join(web, 'test/pages.browser.mjs'), '--playground', base, ...(shots ? ['--shots', shots] : [])], { stdio: 'inherit' });
    failed ||= test.status !== 0;
  }
} finally {
  started.forEach((child) => child.kill());
  rmSync(folder, { recursive: true });
}
process.exit(failed ? 1 : 0);

// start resolves with the address that the program prints as its first line.
function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()));
    child.once('exit', () => reject(new Error(`${command} ended`)));
  });
}
