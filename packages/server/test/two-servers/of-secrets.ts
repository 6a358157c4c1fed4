import { expect } from 'vitest'
import { password } from '../support/browser.ts'
import { burst, type Row } from './burst.ts'
import { newInstance, newUser, visitor } from './people.ts'
import { here } from './servers.ts'

export const ofSecrets: Row[] = [
  [
    'audit/unreadable.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { id, email } = await newUser(instance, { totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
      const begin = async () => {
        const browser = visitor(instance)
        const begun = await browser.post<{ id: string }>('/client/sign_ins', { identifier: email, password })
        return () =>
          browser.post(`/client/sign_ins/${begun.response.id}/attempt_second_factor`, {
            strategy: 'totp',
            code: '000000',
          })
      }
      const guesses = await Promise.all(Array.from({ length: 6 }, begin))
      const { db } = here.context
      await db.updateTable('totp_factors').set({ secret_sealed: 'damaged' }).where('user_id', '=', id).execute()
      const { 200: accepted = 0 } = await burst(6, (index) => guesses[index]!())
      expect(accepted).toBe(0)
      const noted = db.selectFrom('audit').select('id').where('event', '=', 'secret.unreadable')
      expect(await noted.where('user_id', '=', id).execute()).toHaveLength(1)
    },
  ],
]
