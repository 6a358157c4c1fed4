import { createRequire } from 'node:module'
import type jsQR from 'jsqr'
import { PNG } from 'pngjs'

// The package is CommonJS, and loaders disagree about what its default import is.
const module = createRequire(import.meta.url)('jsqr') as typeof jsQR & { default?: typeof jsQR }
const scan = module.default ?? module

/** Reads the QR code in a PNG, as a phone's camera would; undefined when there is none. */
export function readQrCode(png: Buffer): string | undefined {
  const { data, width, height } = PNG.sync.read(png)
  return scan(new Uint8ClampedArray(data), width, height)?.data
}
