import { defaultSettings } from '@countersign/contract/settings'
import { expect, test } from 'vitest'
import { tellPolicy } from './policy.ts'

test('instance show --policy tells each number with its bounds, and in words where it is weaker than a standard', () => {
  const { text, json } = tellPolicy({ settings: defaultSettings })
  expect(text).toMatch(/sessions\.max_days +7 days +1 to 30 +meets .*\(AAL1\); WEAKER than .*\(AAL2\)/)
  expect(text).toMatch(/backup_code +65 bits +fixed +meets/)
  expect(json).toContainEqual(expect.objectContaining({ name: 'lockout.attempts', value: 10 }))
})
