import { defaultClientConditions, defineConfig } from 'vite'

/** In development the page and the server look like one origin to the browser. */
const server = process.env['VITE_COUNTERSIGN_URL'] || 'http://localhost:4100/i/acme'

export default defineConfig({
  base: './',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  server: { port: 4950, proxy: { '/v1': { target: server }, '/api': { target: 'http://localhost:4953' } } },
})
