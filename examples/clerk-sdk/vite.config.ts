import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, import.meta.dirname, '')
  const port = Number(env['PORT'] || 4960)
  return {
    plugins: [react()],
    server: {
      port,
      strictPort: true,
      proxy: {
        // As the SDKs' own proxies do it: the secret key says for which application the server is asked, the other header where it
        // stands on this origin.
        '/__clerk': {
          target: env['CLERK_API_URL'] ?? '',
          headers: {
            'clerk-secret-key': env['CLERK_SECRET_KEY'] ?? '',
            'clerk-proxy-url': `http://localhost:${port}/__clerk`,
          },
          xfwd: true,
          rewrite: (path) => path.slice('/__clerk'.length),
        },
        '/api': `http://127.0.0.1:${env['API_PORT'] || 4961}`,
      },
    },
  }
})
