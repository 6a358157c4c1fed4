import { type Countersign, type CountersignError, isCountersignError, type State } from '@countersign/js'
import { h } from './dom.ts'

/** What every screen is given. */
export interface App {
  countersign: Countersign
  /** Puts a screen on the page. `isHere` says whether the server still agrees that the person is at this step. */
  show(screen: Screen, isHere: (state: State) => boolean): void
  /** Runs a move; when it is refused, tells so on this screen, or goes to where the person really is. */
  attempt(move: () => Promise<unknown>, tell: (error: CountersignError) => void): Promise<void>
  /** Shows the screen that fits the state, with a word on why when the person did not ask to be there. */
  route(notice?: string): void
  /** Puts a complaint on top of the screen. */
  notify(notice: string): void
}

export interface Screen {
  title: string
  content: (Node | string)[]
  /** There is something to read before anything can be typed. */
  isForReading?: boolean
}

/** Thrown by a screen that the person left; nothing to tell them. */
export class GaveUp extends Error {}

export function createApp(countersign: Countersign, root: HTMLElement, screenFor: (app: App) => void): App {
  let isStillHere: (state: State) => boolean = () => true
  const app: App = {
    countersign,
    show({ title, content, isForReading = false }, isHere) {
      isStillHere = isHere
      const heading = h('h1', { tabindex: '-1' }, title)
      document.title = title
      const parts = content.map((part) => (typeof part === 'string' ? h('p', {}, part) : part))
      root.replaceChildren(heading, ...parts)
      // A screen reader and a keyboard both start where something is to be done.
      const input = isForReading ? null : root.querySelector('input')
      ;(input ?? heading).focus()
    },
    async attempt(move, tell) {
      try {
        await move()
      } catch (error) {
        if (error instanceof GaveUp) return app.route()
        if (!isCountersignError(error)) throw error
        if (isStillHere(countersign.getState())) tell(error)
        else app.route(error.message)
      }
    },
    route(notice) {
      screenFor(app)
      if (notice) app.notify(notice)
    },
    notify(notice) {
      root.querySelector('h1')?.after(h('p', { role: 'alert' }, notice))
    },
  }
  return app
}
