import { AppError } from '@countersign/contract'

export interface Guest {
  /** Who shares one turn: a client address, a browser, an app's server. */
  key: string
  /** 0 is for those strangers cannot pass for and has room of its own; a higher number waits behind a lower one. */
  rank: 0 | 1 | 2
  /** How many places the key may hold; four fifths of the room by default. */
  most?: number
}

export interface Place {
  /** Runs the work when its turn comes. */
  run<Result>(work: () => Promise<Result>): Promise<Result>
  /** Frees the place. Always call it. */
  leave(): void
}

export interface FairQueue {
  /** Takes a place, or throws `server_busy` at once. Costs no time, so it is asked before anything is spent on a request (R140). */
  enter(guest: Guest): Place
}

interface Waiting extends Guest {
  state: 'entered' | 'waiting' | 'running' | 'put out' | 'left'
  start?: () => void
  refuse?: (error: unknown) => void
}

/** Every so many turns go to the rank that was served longest ago, so that none starves. */
const turnsInARow = 3
const longestSeconds = 10
/** Of the room, for one key: a whole office behind one address may come at once, and another address always finds a place. */
const mostOfRoom = 0.8

/**
 * Runs at most `slots` works at once. Who waits is served by rank, and within a rank one key after another, however many places each key
 * holds. `room` bounds the places of rank 0, and separately those of all others. Where a room is full, a newcomer takes the place of
 * a higher rank, or of a key that holds at least two more places, unless the work there has begun.
 */
export function createFairQueue(
  limits: { slots: number; room: number },
  now: () => number = () => performance.now(),
): FairQueue {
  const rooms = [new Set<Waiting>(), new Set<Waiting>()] as const
  const lanes = [new Map<string, Waiting[]>(), new Map<string, Waiting[]>(), new Map<string, Waiting[]>()] as const
  const servedAt = [0, 0, 0]
  let running = 0
  let turn = 0
  let usualMilliseconds = 50

  const roomOf = ({ rank }: Guest) => rooms[rank === 0 ? 0 : 1]
  const heldBy = (room: Set<Waiting>, key: string) => [...room].filter((place) => place.key === key).length

  function busy(): AppError<'server_busy'> {
    const milliseconds = ((rooms[0].size + rooms[1].size) * usualMilliseconds) / Math.max(1, limits.slots)
    return new AppError('server_busy', {
      seconds: Math.min(longestSeconds, Math.max(1, Math.ceil(milliseconds / 1000))),
    })
  }

  function makeRoom(room: Set<Waiting>, guest: Guest): void {
    if (room.size < limits.room) return
    const counts = new Map<string, number>()
    for (const { key } of room) counts.set(key, (counts.get(key) ?? 0) + 1)
    const own = counts.get(guest.key) ?? 0
    let worst: Waiting | undefined
    for (const place of room) {
      const isWorse = place.rank > guest.rank || (place.rank === guest.rank && (counts.get(place.key) ?? 0) >= own + 2)
      if (!isWorse || place.state === 'running') continue
      // The newest of the key that holds most.
      const weight = (one: Waiting) => one.rank * 1000 + (counts.get(one.key) ?? 0)
      if (!worst || weight(place) >= weight(worst)) worst = place
    }
    if (!worst) throw busy()
    putOut(room, worst)
  }

  function putOut(room: Set<Waiting>, place: Waiting): void {
    room.delete(place)
    forget(place)
    place.state = 'put out'
    place.refuse?.(busy())
  }

  function forget(place: Waiting): void {
    const lane = lanes[place.rank].get(place.key)
    const left = lane?.filter((one) => one !== place) ?? []
    if (left.length > 0) lanes[place.rank].set(place.key, left)
    else lanes[place.rank].delete(place.key)
  }

  function nextLane(): number | undefined {
    const ranks = [0, 1, 2].filter((rank) => (lanes[rank]?.size ?? 0) > 0)
    turn += 1
    if (turn % (turnsInARow + 1) !== 0) return ranks[0]
    return ranks.sort((a, b) => (servedAt[a] ?? 0) - (servedAt[b] ?? 0))[0]
  }

  function serve(): void {
    while (running < limits.slots) {
      const rank = nextLane()
      const lane = rank === undefined ? undefined : lanes[rank]
      const [key, places] = lane?.entries().next().value ?? []
      const place = places?.shift()
      if (rank === undefined || !lane || key === undefined || !places || !place) return
      // To the end of the round, behind all the other keys.
      lane.delete(key)
      if (places.length > 0) lane.set(key, places)
      servedAt[rank] = turn
      running += 1
      place.state = 'running'
      place.start?.()
    }
  }

  function queueUp(place: Waiting): Promise<void> {
    if (place.state === 'put out') return Promise.reject(busy())
    return new Promise((start, refuse) => {
      Object.assign(place, { state: 'waiting', start, refuse })
      const lane = lanes[place.rank]
      lane.set(place.key, [...(lane.get(place.key) ?? []), place])
      serve()
    })
  }

  return {
    enter(guest) {
      const room = roomOf(guest)
      if (heldBy(room, guest.key) >= (guest.most ?? Math.ceil(limits.room * mostOfRoom))) throw busy()
      makeRoom(room, guest)
      const place: Waiting = { ...guest, state: 'entered' }
      room.add(place)
      return {
        async run(work) {
          await queueUp(place)
          const startedAt = now()
          try {
            return await work()
          } finally {
            usualMilliseconds += (now() - startedAt - usualMilliseconds) / 20
            place.state = 'entered'
            running -= 1
            serve()
          }
        },
        leave() {
          room.delete(place)
          if (place.state !== 'put out') place.state = 'left'
        },
      }
    },
  }
}
