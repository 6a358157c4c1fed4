import { expect, test } from 'vitest'
import { fillClaims } from './template-claims.ts'

const known = { user: { id: 'user_1', age: 7, name: null, public_metadata: { plan: 'gold', seats: [1, 2] } } }

test.each<[unknown, unknown]>([
  ['{{user.id}}', 'user_1'],
  ['{{ user.age }}', 7],
  ['{{user.public_metadata}}', { plan: 'gold', seats: [1, 2] }],
  ['{{user.public_metadata.plan}}', 'gold'],
  ['{{user.name}}', null],
  ['id:{{user.id}}, {{user.name}}{{user.age}}', 'id:user_1, 7'],
  ['all {{user.public_metadata}}', 'all {"plan":"gold","seats":[1,2]}'],
  [{ nested: ['{{user.id}}', true, null, 3] }, { nested: ['user_1', true, null, 3] }],
])('%j becomes %j', (template, filled) => expect(fillClaims(template, known)).toEqual(filled))

test.each(['{{user.nothing}}', '{{user.id.length}}', '{{constructor}}', '{{user.__proto__}}', '{{user.age.toString}}'])(
  '%s names nothing that is known, and becomes null',
  (template) => expect(fillClaims(template, known)).toBeNull(),
)

test('what is no slot stays as it was written', () => {
  for (const text of ['{{}}', '{user.id}', '{{user id}}', '', '}}{{']) expect(fillClaims(text, known)).toBe(text)
})
