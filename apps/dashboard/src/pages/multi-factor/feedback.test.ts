import type { Environment } from '@countersign/js'
import { expect, test } from 'vitest'
import { feedbackUrlOf } from './feedback.ts'

const told = (feedbackUrl: unknown) => feedbackUrlOf({ displayConfig: { feedbackUrl } } as unknown as Environment)

test('the server may say where wishes go (S17)', () => {
  expect(told('https://acme.example/wishes')).toBe('https://acme.example/wishes')
  expect(told('mailto:ops@acme.example')).toBe('mailto:ops@acme.example')
})

test.each(['javascript:alert(1)', '//evil.example', '', 7, undefined])('%j is no place for wishes', (value) => {
  expect(told(value)).toMatch(/^mailto:\?subject=/)
})
