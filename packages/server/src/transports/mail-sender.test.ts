import { expect, test } from 'vitest'
import { readMailSender } from './mail-sender.ts'

const address = 'no-reply@example.com'

test.each([
  ['no-reply@example.com', ''],
  ['  <no-reply@example.com> ', ''],
  ['Acme <no-reply@example.com>', 'Acme'],
  ['Acme, Inc. <no-reply@example.com>', 'Acme, Inc.'],
  ['"Acme, Inc." <no-reply@example.com>', 'Acme, Inc.'],
  [String.raw`"Acme \"Log\\In\"" <no-reply@example.com>`, String.raw`Acme "Log\In"`],
  ['Zoë @ Acme: (EU); <no-reply@example.com>', 'Zoë @ Acme: (EU);'],
])('reads the sender %s', (text, name) => {
  expect(readMailSender(text)).toEqual({ name, address })
})

test.each([
  '',
  'Acme',
  'a@b@c',
  'Acme <>',
  'Acme <no reply@example.com>',
  'a@example.com, b@example.com',
  'A\nB: <a@b.c>',
  'A <b> <a@b.c>',
])('refuses the sender %j', (text) => {
  expect(readMailSender(text)).toBeNull()
})
