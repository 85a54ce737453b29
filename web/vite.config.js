import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const MIN_COMPRESSED_BYTES = 1024;
const LICENSES = 'assets/licenses.md';
const TEXT = /\.(js|css|svg|md)$/;

export default defineConfig({
  base: './', // every address is relative, so the pages work below any prefix
  publicDir: false,
  plugins: [fontsAsFiles(), vendoredLicenses(), gzipInPlace()],
  worker: { format: 'es' },
  test: { include: ['test/logic/*.test.ts'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // no data: addresses, so that the policy need not allow them for scripts
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    license: { fileName: LICENSES },
    rolldownOptions: {
      input: ['explorer.html', 'playground.html'],
      checks: { moduleLevelDirective: false }, // "use client" means nothing here
    },
  },
});

// graphiql/style.css carries its fonts as base64. As files they are fetched only where a
// character needs them, stay out of the blocking style sheet, and font-src can be 'self'.
function fontsAsFiles() {
  const folder = join(import.meta.dirname, 'node_modules/.fonts');
  const embedded = /url\((["']?)data:font\/(woff2?|ttf);base64,([A-Za-z0-9+/=]+)\1\)/g;
  return {
    name: 'fonts-as-files',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('/graphiql/dist/style.css')) {
        return null;
      }
      return code.replace(embedded, (_, quote, kind, base64) => {
        const bytes = Buffer.from(base64, 'base64');
        const file = join(folder, digest(bytes), `font.${kind}`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes);
        return `url("${relative(dirname(id), file)}")`;
      });
    },
  };
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 8);
}

// Vite lists the licences of npm packages; what those packages vendored is written by hand.
function vendoredLicenses() {
  let root;
  return {
    name: 'vendored-licenses',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    closeBundle() {
      for (const notice of ['src/licenses.md', 'node_modules/monaco-editor/ThirdPartyNotices.txt']) {
        appendFileSync(join(root, 'dist', LICENSES), readFileSync(join(root, notice)));
      }
    },
  };
}

// Text of 1 KiB and more is stored as .gz only: Go unpacks it for the rare client that wants
// it plain. README.md says why there is no .br.
function gzipInPlace() {
  let outDir;
  return {
    name: 'gzip-in-place',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const name of readdirSync(outDir, { recursive: true })) {
        const file = join(outDir, name);
        if (!TEXT.test(name)) {
          continue;
        }
        const plain = readFileSync(file);
        if (plain.length >= MIN_COMPRESSED_BYTES) {
          writeFileSync(`${file}.gz`, gzip(plain));
          rmSync(file);
        }
      }
    },
  };
}

// RFC 1952 header bytes 4–7 are the time and byte 9 the system: zero and "unknown", so that
// the bytes do not depend on when and where they were made.
function gzip(plain) {
  const packed = gzipSync(plain, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });
  packed.fill(0, 4, 8);
  packed[9] = 255;
  return packed;
}
