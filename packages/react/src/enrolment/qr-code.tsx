import { useMemo } from 'react'
import { encode } from 'uqr'
import { qrTextOf } from './qr-text.ts'

/** Cameras want about this much of a screen for each module; a longer text makes a larger code. */
const modulePixels = 4

/** Drawn here, as SVG elements: the secret goes to no image service and needs no inline markup. */
export function QrCode({ value, label }: { value: string; label: string }) {
  const { size, path } = useMemo(() => draw(value), [value])
  return (
    <svg
      data-slot="qr-code"
      role="img"
      aria-label={label}
      width={size * modulePixels}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

function draw(value: string) {
  // A quiet zone of four modules, as ISO/IEC 18004 asks for.
  const { text, ecc } = qrTextOf(value)
  const { data, size } = encode(text, { ecc, border: 4 })
  let path = ''
  data.forEach((row, y) => {
    row.forEach((isDark, x) => {
      if (isDark) path += `M${x} ${y}h1v1h-1z`
    })
  })
  return { size, path }
}
