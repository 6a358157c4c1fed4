import type { Invitation } from '../../api/administrator-api.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { ShownOnce } from '../../shell/shown-once.tsx'
import { Moment } from '../../sms/moment.tsx'
import { invitationHours } from './administrator-words.ts'

export interface InvitationDialogProps extends OpenedDialog {
  name: string
  invitation: Invitation
}

export function InvitationDialog({ name, invitation, ...dialog }: InvitationDialogProps) {
  return (
    <ShownOnce
      {...dialog}
      title={`Invitation link for ${name}`}
      description="Send it to them over a channel that you trust. The first person who opens it becomes this administrator."
      value={invitation.url}
      copyLabel="Copy link"
    >
      This is the only time the link is shown. It works once and is valid for {invitationHours} hours, until{' '}
      <Moment at={invitation.expires_at} />.
    </ShownOnce>
  )
}
