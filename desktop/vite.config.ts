import { defineConfig } from 'vite';

/** Built into `dist/desktop`, which the web services give out. Nothing inline: the pages' policy forbids it. */
export default defineConfig({
  base: '/',
  build: { outDir: '../dist/desktop', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  /** `vite dev` beside a running centre: the services are asked through. */
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8025', ws: true } } },
});
