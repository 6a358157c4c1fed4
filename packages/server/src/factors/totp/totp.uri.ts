import { totpProfile } from './totp.code.ts'

/**
 * What the QR code says (key-URI convention): the issuer stands in the label and in the parameter, both percent-encoded.
 * A colon would end the issuer early, so it is taken out of both names.
 */
export function totpUri(secret: string, issuer: string, account: string): string {
  const name = (text: string) => encodeURIComponent(text.replaceAll(':', ' ').trim() || 'account')
  const { digits, period } = totpProfile
  return `otpauth://totp/${name(issuer)}:${name(account)}?secret=${secret}&issuer=${name(issuer)}&algorithm=SHA1&digits=${digits}&period=${period}`
}
