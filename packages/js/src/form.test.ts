import { expect, test } from 'vitest'
import { toForm } from './form.ts'

test('fields travel as a form: snake_case, true and false in words, objects as JSON, null empty, undefined left out', () => {
  const form = toForm({
    emailAddress: 'ada+1@example.test',
    signOutOfOtherSessions: false,
    unsafeMetadata: { favourite_colour: 'red' },
    lastName: null,
    firstName: undefined,
  })
  expect(Object.fromEntries(form)).toEqual({
    email_address: 'ada+1@example.test',
    sign_out_of_other_sessions: 'false',
    unsafe_metadata: '{"favourite_colour":"red"}',
    last_name: '',
  })
})
