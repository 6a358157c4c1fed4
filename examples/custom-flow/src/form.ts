import type { CountersignError } from '@countersign/js'
import type { App } from './app.ts'
import { h } from './dom.ts'

export interface Field {
  /** The name the server uses for it, so that its complaints find the way back. */
  name: string
  label: string
  type?: 'text' | 'email' | 'password'
  autocomplete: string
  inputmode?: 'numeric'
}

export interface FormSpec {
  intro?: string
  fields: Field[]
  submit: string
  onSubmit(values: Record<string, string>): Promise<unknown>
  /** Other ways to go on from here. */
  choices?: Choice[]
}

export interface Choice {
  text: string
  pick(): Promise<unknown> | unknown
}

/** A form that is busy while it works, says what was refused, and keeps what was typed. */
export function formOf(app: App, { intro, fields, submit, onSubmit, choices = [] }: FormSpec): HTMLElement {
  const complaint = h('p', { id: 'complaint', role: 'alert' })
  const inputs = fields.map(inputFor)
  const form = h(
    'form',
    {},
    ...(intro ? [h('p', {}, intro)] : []),
    ...fields.map((field, index) => h('label', {}, field.label, inputs[index] ?? '')),
    complaint,
    h('button', { type: 'submit' }, submit),
  )
  const run = runner(app, form, complaint, inputs)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const values = Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()]))
    for (const { name, type, value } of inputs) if (type === 'password') values[name] = value
    run(() => onSubmit(values))
  })
  if (choices.length > 0) form.append(choiceList(choices, run))
  return form
}

/** Buttons that each do one thing, with a place for what went wrong. */
export function choicesOf(app: App, choices: Choice[]): HTMLElement {
  const complaint = h('p', { role: 'alert' })
  const box = h('div', {}, complaint)
  box.append(choiceList(choices, runner(app, box, complaint, [])))
  return box
}

function choiceList(choices: Choice[], run: (move: () => Promise<unknown>) => void): HTMLElement {
  const buttons = choices.map(({ text, pick }) => {
    const button = h('button', { type: 'button' }, text)
    button.addEventListener('click', () => run(async () => pick()))
    return h('li', {}, button)
  })
  return h('ul', { class: 'choices' }, ...buttons)
}

function inputFor({ name, type = 'text', autocomplete, inputmode }: Field): HTMLInputElement {
  return h('input', {
    name,
    type,
    autocomplete,
    inputmode,
    required: true,
    spellcheck: 'false',
    autocapitalize: 'none',
  })
}

function runner(app: App, box: HTMLElement, complaint: HTMLElement, inputs: HTMLInputElement[]) {
  return async (move: () => Promise<unknown>) => {
    if (box.ariaBusy === 'true') return
    box.ariaBusy = 'true'
    complaint.textContent = ''
    for (const input of inputs) markInvalid(input, false)
    await app.attempt(move, (error: CountersignError) => {
      // Another screen came in between: that is where the person looks.
      if (!box.isConnected) return app.notify(error.message)
      complaint.textContent = error.message
      const input = inputs.find(({ name }) => name === error.paramName)
      if (input) markInvalid(input, true)
      input?.focus()
      input?.select()
    })
    box.ariaBusy = null
  }
}

function markInvalid(input: HTMLInputElement, isInvalid: boolean) {
  input.ariaInvalid = isInvalid ? 'true' : null
  if (isInvalid) input.setAttribute('aria-describedby', 'complaint')
  else input.removeAttribute('aria-describedby')
}
