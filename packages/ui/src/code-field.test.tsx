// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { CodeField, type CodeFieldProps } from './code-field.tsx'

afterEach(cleanup)

function Example(props: Partial<CodeFieldProps>) {
  const [value, setValue] = useState('')
  return <CodeField label="Code" description="From your app" value={value} onValueChange={setValue} {...props} />
}
const field = () => screen.getByLabelText<HTMLInputElement>('Code')

test('a code is one labelled input that phones and password managers can fill (S33)', () => {
  render(<Example />)
  expect(screen.getAllByRole('textbox')).toEqual([field()])
  expect(field().getAttribute('autocomplete')).toBe('one-time-code')
  expect(field().getAttribute('inputmode')).toBe('numeric')
  expect(field().hasAttribute('maxlength')).toBe(false)
})

test('a code pasted with spaces or hyphens is taken and handed on when complete', async () => {
  const done: string[] = []
  render(<Example onComplete={(code) => done.push(code)} />)
  await userEvent.click(field())
  await userEvent.paste('12 34-56')
  expect(field().value).toBe('123456')
  expect(done).toEqual(['123456'])
})

test('letters are not taken as digits and a seventh digit changes nothing', async () => {
  render(<Example />)
  await userEvent.type(field(), '12ab34567890')
  expect(field().value).toBe('123456')
})

test('a backup code is text in capitals and groups, offered to no autofill', async () => {
  render(<Example variant="backup" />)
  await userEvent.type(field(), 'abcdefghi')
  expect(field().value).toBe('ABCD-EFGH-I')
  expect(field().getAttribute('inputmode')).toBe('text')
  expect(field().getAttribute('autocomplete')).toBe('off')
})

test('an error is tied to the input and marks it invalid', () => {
  render(<Example error="That code is incorrect." />)
  expect(field().getAttribute('aria-invalid')).toBe('true')
  const described = (field().getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id))
  expect(described.map((element) => element?.textContent)).toEqual(['From your app', 'That code is incorrect.'])
})
