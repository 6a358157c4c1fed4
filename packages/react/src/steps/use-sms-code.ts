import { useEffect, useRef } from 'react'

/**
 * Takes the code out of the text message where the browser can (WebOTP): only out of one whose last line names this very site, and after
 * the person has agreed. Everywhere else the keyboard offers it, by `autocomplete="one-time-code"`.
 */
export function useSmsCode(onCode: (code: string) => void): void {
  const take = useRef(onCode)
  take.current = onCode
  useEffect(() => {
    if (!('OTPCredential' in window)) return
    const waiting = new AbortController()
    const request = { otp: { transport: ['sms'] }, signal: waiting.signal } as CredentialRequestOptions
    navigator.credentials.get(request).then(
      (credential) => credential && take.current((credential as Credential & { code: string }).code),
      () => {},
    )
    return () => waiting.abort()
  }, [])
}
