import { expect, test } from 'vitest'
import { readNewUsername, usernameKey } from './username.ts'

test.each(['ada.l', ' ada.l ', '\u200bada.l', 'ada.l,', '\u202eada.l\u202c', 'ad\u00ada.l', 'ＡＤＡ.l'])(
  'reads the username in %j (R46)',
  (text) => {
    expect(usernameKey(text)).toBe('ada.l')
  },
)

test('keeps the full stop at the end of a username: with and without it are two names (R46)', () => {
  expect(usernameKey('ada.')).toBe('ada.')
})

test.each(['ada\u3164', 'ada\ufe0f', 'ada\u034f'])(
  'gives nobody the name %j, which looks like another one (R46)',
  (text) => {
    expect(readNewUsername(text)).toBeNull()
  },
)
