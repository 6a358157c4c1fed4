import { appServerWays } from './app-server.ts'
import { waysAround } from './around.ts'
import { firstProofWays } from './first-proof.ts'
import { keyWays } from './keys.ts'
import { trustWays } from './trust.ts'
import type { Ways } from './ways.ts'

/** Every way that leads, or may not lead, to something that counts as signed in. */
export const ways: Ways = { ...firstProofWays, ...keyWays, ...trustWays, ...appServerWays, ...waysAround }
