import { defineConfig } from 'vite';

// Bundles the logic of the explorer with its tests for Node's own test runner.
export default defineConfig({
  publicDir: false,
  build: { ssr: 'test/logic/logic.test.ts', outDir: 'node_modules/.logic', target: 'node20', reportCompressedSize: false },
  ssr: { noExternal: ['d3-force', 'd3-dispatch', 'd3-quadtree', 'd3-timer'] },
});
