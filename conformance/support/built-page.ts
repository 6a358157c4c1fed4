import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'

const pages = fileURLToPath(new URL('../pages/', import.meta.url))
const built = new Map<string, Promise<ReadonlyMap<string, string>>>()

/** Scripts of a page in React, as an app's own build makes them; by path, ready to be served as `/assets/react.js` and what it imports. */
export function buildPage(entry: 'react' | 'bundled' | 'hooks'): Promise<ReadonlyMap<string, string>> {
  const known = built.get(entry)
  if (known) return known
  const making = make(entry)
  built.set(entry, making)
  return making
}

async function make(entry: string): Promise<ReadonlyMap<string, string>> {
  const made = (await build({
    configFile: false,
    root: pages,
    base: '/assets/',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Wallets are peers of the SDK's screens that an app without them does not install.
    plugins: [
      {
        name: 'no-wallets',
        resolveId: (id) => (/^(?:bs58|@solana\/web3\.js)$/.test(id) ? '\0none' : null),
        load: (id) => (id === '\0none' ? 'export default {}' : null),
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      modulePreload: false,
      rollupOptions: {
        shimMissingExports: true,
        input: `${pages}${entry}.tsx`,
        output: { entryFileNames: 'react.js', chunkFileNames: 'chunk-[hash].js', assetFileNames: '[name][extname]' },
        onwarn: () => {},
      },
    },
  })) as Rollup.RollupOutput
  return new Map(
    made.output.flatMap((file) => (file.type === 'chunk' ? [[`/assets/${file.fileName}`, file.code] as const] : [])),
  )
}
