import { useEffect, useState } from 'react'

type Format = (e164: string) => string
const asItIs: Format = (e164) => e164

/** Numbers in groups that people can read, once the numbering plans are here; until then as they are. */
export function useNumberFormat(isNeeded: boolean): Format {
  const [format, setFormat] = useState<Format>(() => asItIs)
  useEffect(() => {
    if (!isNeeded) return
    let isShown = true
    import('./phone-numbers.ts').then(
      ({ formatNumber }) => isShown && setFormat(() => formatNumber),
      () => {},
    )
    return () => {
      isShown = false
    }
  }, [isNeeded])
  return format
}
