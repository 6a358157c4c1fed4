// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import {
  AlertDialog,
  Banner,
  Button,
  Checkbox,
  CopyButton,
  Dialog,
  Menu,
  MenuItem,
  PasswordField,
  SelectField,
  Spinner,
  SwitchField,
  TextField,
  ToastProvider,
  useToast,
} from './index.ts'

afterEach(cleanup)

test('a busy button keeps the focus, says so and ignores presses', async () => {
  const pressed = vi.fn()
  const { rerender } = render(<Button onClick={pressed}>Save</Button>)
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  rerender(
    <Button busy onClick={pressed}>
      Save
    </Button>,
  )
  const button = screen.getByRole('button', { name: 'Save' })
  expect(document.activeElement).toBe(button)
  expect(button.getAttribute('aria-busy')).toBe('true')
  expect(button.getAttribute('aria-disabled')).toBe('true')
  await userEvent.click(button)
  expect(pressed).toHaveBeenCalledTimes(1)
})

test('a busy submit button does not submit its form again', async () => {
  const submitted = vi.fn()
  render(
    <form onSubmit={submitted}>
      <input aria-label="Name" />
      <Button type="submit" busy>
        Save
      </Button>
    </form>,
  )
  await userEvent.type(screen.getByLabelText('Name'), 'x{Enter}')
  await userEvent.click(screen.getByRole('button'))
  expect(submitted).not.toHaveBeenCalled()
})

test('label, description and error of a field are tied to its input', () => {
  render(<TextField label="E-mail" description="For codes" error="Unknown." value="a" onValueChange={() => {}} />)
  const input = screen.getByLabelText('E-mail')
  expect(input.getAttribute('aria-invalid')).toBe('true')
  const ids = (input.getAttribute('aria-describedby') ?? '').split(' ')
  expect(ids.map((id) => document.getElementById(id)?.textContent)).toEqual(['For codes', 'Unknown.'])
})

test('a password can be shown and hidden, and remains what a password manager looks for', async () => {
  render(
    <PasswordField
      label="Password"
      showLabel="Show"
      hideLabel="Hide"
      autoComplete="current-password"
      value="secret"
      onValueChange={() => {}}
    />,
  )
  const input = screen.getByLabelText<HTMLInputElement>('Password')
  expect([input.type, input.autocomplete]).toEqual(['password', 'current-password'])
  await userEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(input.type).toBe('text')
  await userEvent.click(screen.getByRole('button', { name: 'Hide' }))
  expect(input.type).toBe('password')
})

test('a switch has its label as name and works from the keyboard', async () => {
  const changed = vi.fn()
  render(<SwitchField label="Backup codes" description="Ten" checked={false} onCheckedChange={changed} />)
  const toggle = screen.getByRole('switch', { name: 'Backup codes' })
  expect(toggle.getAttribute('aria-checked')).toBe('false')
  await userEvent.tab()
  expect(document.activeElement).toBe(toggle)
  await userEvent.keyboard(' ')
  expect(changed).toHaveBeenCalledWith(true)
})

test('a checkbox and a list of choices carry their labels', async () => {
  const checked = vi.fn()
  const chosen = vi.fn()
  render(
    <>
      <Checkbox label="I saved them" checked={false} onCheckedChange={checked} />
      <SelectField
        label="Instance"
        value="a"
        onValueChange={chosen}
        options={[
          { value: 'a', label: 'Development' },
          { value: 'b', label: 'Production' },
        ]}
      />
    </>,
  )
  await userEvent.click(screen.getByLabelText('I saved them'))
  expect(checked).toHaveBeenCalledWith(true)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Instance' }), 'Production')
  expect(chosen).toHaveBeenCalledWith('b')
})

function DialogExample({ dismissible = true }: { dismissible?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open</Button>
      <Dialog open={isOpen} onOpenChange={setOpen} title="Set up" description="One minute" dismissible={dismissible}>
        <Button>Inside</Button>
      </Dialog>
    </>
  )
}

test('a dialog has name and description, closes with Escape and gives the focus back', async () => {
  render(<DialogExample />)
  const opener = screen.getByRole('button', { name: 'Open' })
  await userEvent.click(opener)
  const dialog = await screen.findByRole('dialog', { name: 'Set up' })
  expect(document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent).toBe('One minute')
  await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true))
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await waitFor(() => expect(document.activeElement).toBe(opener))
})

test('a dialog that must be finished ignores Escape and has no close button', async () => {
  render(<DialogExample dismissible={false} />)
  await userEvent.click(screen.getByRole('button', { name: 'Open' }))
  await screen.findByRole('dialog')
  await userEvent.keyboard('{Escape}')
  expect(screen.getByRole('dialog')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Close' })).toBeNull()
})

test('a question before a loss is an alert dialog with two answers, and shows why it failed', async () => {
  const confirmed = vi.fn()
  const closed = vi.fn()
  render(
    <AlertDialog
      open
      onOpenChange={closed}
      title="Remove it?"
      description="It stops working."
      confirmLabel="Remove"
      cancelLabel="Keep"
      onConfirm={confirmed}
      error="It did not work."
    />,
  )
  expect(screen.getByRole('alertdialog', { name: 'Remove it?' })).toBeTruthy()
  expect(screen.getByRole('alert').textContent).toBe('It did not work.')
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(confirmed).toHaveBeenCalledTimes(1)
  await userEvent.click(screen.getByRole('button', { name: 'Keep' }))
  expect(closed).toHaveBeenCalledWith(false)
})

test('a menu opens from the keyboard and its items are menu items', async () => {
  const selected = vi.fn()
  render(
    <Menu trigger={<Button>Account</Button>}>
      <MenuItem onSelect={selected}>Sign out</MenuItem>
    </Menu>,
  )
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }))
  expect(selected).toHaveBeenCalledTimes(1)
})

test('danger interrupts, everything else waits its turn', () => {
  render(
    <>
      <Banner tone="danger">Failed</Banner>
      <Banner tone="warn">Few codes left</Banner>
      <Spinner label="Loading" />
    </>,
  )
  expect(screen.getByRole('alert').textContent).toBe('Failed')
  expect(screen.getAllByRole('status').map((element) => element.textContent)).toEqual(['Few codes left', 'Loading'])
})

test('copying puts the value on the clipboard and says so (S45)', async () => {
  const user = userEvent.setup()
  render(<CopyButton value="ABCD-EFGH">Copy codes</CopyButton>)
  expect(screen.getByRole('status').textContent).toBe('')
  await user.click(screen.getByRole('button', { name: 'Copy codes' }))
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied'))
  expect(await navigator.clipboard.readText()).toBe('ABCD-EFGH')
})

function ToastExample() {
  const toast = useToast()
  return <Button onClick={() => toast('Name saved')}>Save</Button>
}

test('a toast shows what happened and can be dismissed', async () => {
  render(
    <ToastProvider>
      <ToastExample />
    </ToastProvider>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.getAllByText('Name saved').length).toBeGreaterThan(0))
  await userEvent.click(screen.getByLabelText('Dismiss'))
  await waitFor(() => expect(screen.queryAllByText('Name saved')).toEqual([]))
})
