import type { BackendUserView } from '@countersign/contract'
import { formatBackupCode, makeBackupCodes } from '../../src/factors/backup-code/backup-code.code.ts'
import { systemRandom } from '../../src/lib/random.ts'
import type { TestApp } from './app.ts'
import { type backend, password } from './browser.ts'

/** A secret and codes that an app brings along. */
export const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const newCodes = () => makeBackupCodes(systemRandom).map(formatBackupCode)

/** Users as the app's own server makes and reads them. `of` is asked at each call, since the app is started after it is named. */
export function peopleOf(of: () => { app: TestApp; call: ReturnType<typeof backend> }) {
  let count = 0
  const newEmail = () => `user${++count}@example.com`
  return {
    newEmail,
    async create(fields: Record<string, unknown> = {}): Promise<BackendUserView & { email: string }> {
      const email = newEmail()
      const wish = { email_address: [email], password, ...fields }
      const answer = await of().call<BackendUserView>('POST', '/users', wish)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      return { ...answer.response, email }
    },
    read: async (id: string) => (await of().call<BackendUserView>('GET', `/users/${id}`)).response,
    list: async (query: string) => (await of().call<BackendUserView[]>('GET', `/users?${query}`)).response,
    audited: (userId: string) =>
      of()
        .app.context.db.selectFrom('audit')
        .select(['event', 'actor_id', 'details'])
        .where('user_id', '=', userId)
        .orderBy('id')
        .execute(),
  }
}
