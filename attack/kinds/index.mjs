import { administrators } from './administrators.mjs'
import { codeGuessing } from './code-guessing.mjs'
import { flood } from './flood.mjs'
import { forgedHosts } from './forged-hosts.mjs'
import { keptClients } from './kept-clients.mjs'
import { lostAnswers } from './lost-answers.mjs'
import { malformed } from './malformed.mjs'
import { ownerBudgets } from './owner-budgets.mjs'
import { pendingTokens } from './pending-tokens.mjs'
import { races } from './races.mjs'
import { sharedAddress } from './shared-address.mjs'
import { slowClients } from './slow-clients.mjs'
import { twoPersons } from './two-persons.mjs'

/** In the order in which they are played. */
export const kinds = [
  administrators,
  twoPersons,
  forgedHosts,
  keptClients,
  lostAnswers,
  races,
  codeGuessing,
  ownerBudgets,
  sharedAddress,
  flood,
  slowClients,
  pendingTokens,
  malformed,
]
