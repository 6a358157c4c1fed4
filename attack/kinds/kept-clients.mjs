// A stranger has a copy of the victim's client cookie from before a proof (a shared computer, a cookie planted by a sibling host) and tries to take
// over what the victim proves.
import { all, noWay } from '../support/finding.mjs'
import { proofs } from '../support/proofs.mjs'
import { newAddress } from '../support/visitor.mjs'
import { spread } from '../support/wait.mjs'

async function steal(stage, name) {
  const { visitor, path, fields, gain, use } = await proofs[name](stage)
  const thief = visitor.copy(newAddress())
  const proof = await visitor.post(path, fields)
  if (proof.status !== 200)
    throw new Error(`${name}: the proof was refused: ${proof.status} ${JSON.stringify(proof.body)}`)
  const isStolen = await gain(thief)
  return { name, isStolen, isUsed: await use(visitor) }
}

export const keptClients = {
  name: 'kept clients',
  async attack(stage) {
    const names = Object.keys(proofs)
    const tries = await spread(names.length, 4, (index) => steal(stage, names[index]))
    const stolen = tries.filter(({ isStolen }) => isStolen).map(({ name }) => name)
    // Where the thief was faster, the owner has nothing left to go on with: that is one fault, not two.
    const owners = tries.filter(({ isStolen }) => !isStolen)
    const lost = owners.filter(({ isUsed }) => !isUsed).map(({ name }) => name)
    return [
      noWay('proofs that a copy of the earlier cookie took over', names.length, stolen),
      all('owners who went on after the theft failed', owners.length - lost.length, owners.length, lost),
    ]
  },
}
