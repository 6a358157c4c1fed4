/** Newest names first: every browser of the Chrome family also calls itself Chrome, and Chrome calls itself Safari. */
const browsers = [
  ['Edge', /\bEdgA?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+).*\bSafari\//],
] as const
const systems = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['Macintosh', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
] as const

export interface Device {
  browser_name: string | null
  browser_version: string | null
  device_type: string | null
}

/** What a browser says of itself, roughly. */
export function deviceOf(agent: string): Device {
  const browser = browsers.find(([, pattern]) => pattern.test(agent))
  return {
    browser_name: browser?.[0] ?? null,
    browser_version: browser ? (browser[1].exec(agent)?.[1] ?? null) : null,
    device_type: systems.find(([, pattern]) => pattern.test(agent))?.[0] ?? null,
  }
}
