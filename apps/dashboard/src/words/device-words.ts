import type { Device } from '../api/user-views.ts'

/** As a browser told of itself: “Firefox 133 on Windows”. */
export function deviceWords({ browser_name, browser_version, device_type }: Device): string {
  const browser = browser_name ? [browser_name, browser_version].filter(Boolean).join(' ') : 'Unknown browser'
  return device_type ? `${browser} on ${device_type}` : browser
}

/** From where; an app's own server is no browser. */
export function placeWords(device: Device, ip: string): string {
  return device.browser_name === null && device.device_type === null ? ip : `${deviceWords(device)}, ${ip}`
}
