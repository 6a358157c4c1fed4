import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @type {import('next').NextConfig} */
export default {
  // Of this folder alone, whatever lies above it.
  turbopack: { root: dirname(fileURLToPath(import.meta.url)) },
}
