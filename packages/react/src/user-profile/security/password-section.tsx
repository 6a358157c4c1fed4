import { Button, Checkbox, Dialog, PasswordField, Section, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useEnvironment, useUser } from '../../hooks.ts'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { StepForm } from '../../steps/step-form.tsx'
import { failureFor, useAction } from '../../use-action.ts'

export function PasswordSection() {
  const { security } = useMessages()
  const environment = useEnvironment()
  const hasPassword = useUser()?.passwordEnabled ?? false
  const [isOpen, setOpen] = useState(false)
  if (environment && !environment.userSettings.attributes.password.enabled) return null
  const action = hasPassword ? security.changePassword : security.setPassword
  return (
    <Section
      title={security.password}
      level={3}
      description={security.passwordHint}
      actions={<Button onClick={() => setOpen(true)}>{action}</Button>}
      id="password"
    >
      {isOpen ? <PasswordDialog title={action} hasPassword={hasPassword} onClose={() => setOpen(false)} /> : null}
    </Section>
  )
}

function PasswordDialog(props: { title: string; hasPassword: boolean; onClose: () => void }) {
  const { title, hasPassword, onClose } = props
  const { security, fields, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const environment = useEnvironment()
  const toast = useToast()
  const action = useAction()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [signOutOfOtherSessions, setSignOut] = useState(true)
  // With step-up on, a fresh proof stands for the current password.
  const asksCurrent = hasPassword && !environment?.authConfig.reverification

  async function save() {
    const input = { newPassword, signOutOfOtherSessions, ...(asksCurrent ? { currentPassword } : {}) }
    if (!(await action.run(() => guard(() => moves.updatePassword(input))))) return
    onClose()
    toast(security.passwordChanged)
  }

  const look = { showLabel: common.show, hideLabel: common.hide }
  return (
    <Dialog
      open={!isAsking}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={title}
      closeLabel={common.close}
    >
      <StepForm
        progress={action}
        fields={['current_password', 'new_password', 'password']}
        submitLabel={common.save}
        onSubmit={() => void save()}
      >
        {asksCurrent ? (
          <PasswordField
            {...look}
            label={fields.currentPassword}
            name="current_password"
            autoComplete="current-password"
            value={currentPassword}
            onValueChange={setCurrent}
            error={failureFor(action.failure, 'current_password')}
          />
        ) : null}
        <PasswordField
          {...look}
          label={fields.newPassword}
          name="new_password"
          autoComplete="new-password"
          description={fill(fields.passwordLength, {
            length: environment?.userSettings.passwordSettings.minLength ?? 8,
          })}
          value={newPassword}
          onValueChange={setNew}
          error={failureFor(action.failure, 'new_password') ?? failureFor(action.failure, 'password')}
        />
        <Checkbox label={security.signOutOthers} checked={signOutOfOtherSessions} onCheckedChange={setSignOut} />
      </StepForm>
    </Dialog>
  )
}
