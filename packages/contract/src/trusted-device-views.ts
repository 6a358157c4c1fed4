/** A browser in which its user is not asked for the second step for a while. */
export interface TrustedDeviceView {
  object: 'trusted_device'
  id: string
  /** As far as the browser told. */
  browser_name: string | null
  browser_version: string | null
  device_type: string | null
  /** It is the browser that asks. */
  is_this_device: boolean
  last_used_at: number
  created_at: number
  expires_at: number
}
