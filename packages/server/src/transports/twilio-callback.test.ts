import { expect, test } from 'vitest'
import { parseSmsTransports } from './parse.ts'
import { signTwilio, spellings, withCallback } from './twilio-callback.ts'

test('the example of the provider’s own documentation has its signature', () => {
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }
  expect(signTwilio('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', fields)).toBe(
    'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  )
})

test('an address is signed with its port or without', () => {
  expect(spellings('https://auth.example.com/a?b=1')).toEqual([
    'https://auth.example.com/a?b=1',
    'https://auth.example.com:443/a?b=1',
  ])
  expect(spellings('https://auth.example.com:8443/a')).toEqual([
    'https://auth.example.com/a',
    'https://auth.example.com:8443/a',
  ])
})

test('a server that Twilio can reach tells it where receipts go; one that is configured stays', () => {
  const [plain, own, other] = parseSmsTransports(
    'twilio://AC1:t@api.twilio.com?from=+15550100,twilio://AC1:t@api.twilio.com?from=+15550100&status_callback=https://proxy.example.com/r,smpp://u:p@host',
  )
  const callbackOf = (config: typeof plain, url: string) => {
    const changed = withCallback(config!, url)
    return changed.kind === 'twilio' ? changed.statusCallback : changed
  }
  expect(callbackOf(plain, 'https://auth.example.com')).toBe('https://auth.example.com/v1/receipts/twilio')
  expect(callbackOf(plain, 'http://localhost:4100')).toBeNull()
  expect(callbackOf(own, 'https://auth.example.com')).toBe('https://proxy.example.com/r')
  expect(callbackOf(other, 'https://auth.example.com')).toEqual(other)
})
