import { PNG } from 'pngjs'
import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { readQrCode } from './qr.ts'

const uri = 'otpauth://totp/Acme:ada%40example.test?secret=JBSWY3DPEHPK3PXP&issuer=Acme&digits=6&period=30'

function picture(modules: boolean[][], scale: number): Buffer {
  const size = modules.length * scale
  const png = new PNG({ width: size, height: size })
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const isDark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)]
      png.data.set(isDark ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * size + x) * 4)
    }
  }
  return PNG.sync.write(png)
}

test('a QR code is read from a picture', () => {
  expect(readQrCode(picture(encode(uri, { border: 4 }).data, 5))).toBe(uri)
})

test('a picture without a QR code reads as nothing', () => {
  const empty = Array.from({ length: 40 }, () => Array.from({ length: 40 }, () => false))
  expect(readQrCode(picture(empty, 5))).toBeUndefined()
})
