import { type ApiVersion, apiVersions, type SecondStepStrategy } from '@countersign/contract'

/** The API version that brought each second factor. SDKs reject strategies that are younger than they are. */
export const sinceVersion: Record<SecondStepStrategy, ApiVersion> = {
  totp: 'base',
  phone_code: 'base',
  email_code: 'base',
  backup_code: 'base',
  passkey: '2026-08-20',
}

/** Whether a caller of this version may be told of a second factor. */
export function isInVersion(strategy: string, version: ApiVersion): boolean {
  const since = sinceVersion[strategy as SecondStepStrategy]
  return place(since) <= place(version)
}

const place = (version: ApiVersion) => apiVersions.findIndex((one) => one.version === version)
