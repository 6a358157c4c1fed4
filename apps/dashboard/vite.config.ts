import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/dashboard-assets/',
  plugins: [react()],
  // Workspace packages are compiled from their sources.
  resolve: { conditions: ['source', 'module', 'browser', 'production'] },
  build: {
    target: 'es2023',
    // The polyfill would be an inline script, which the content security policy refuses.
    modulePreload: { polyfill: false },
    // Data URIs would need `img-src data:`.
    assetsInlineLimit: 0,
  },
})
