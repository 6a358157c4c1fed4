import { useMemo, useState } from 'react'
import { useMessages } from '../context.ts'
import { useApplicationName, useEnvironment, useUser } from '../hooks.ts'
import { identifierOf } from '../user-name.ts'
import type { BackupCodesSheet } from './backup-codes-sheet.ts'

/** The sheet for a set of codes that was just made. */
export function useSheet(codes: readonly string[]): BackupCodesSheet {
  const application = useApplicationName()
  const user = useUser()
  const environment = useEnvironment()
  const { backupCodes } = useMessages()
  const [madeAt] = useState(() => new Date())
  const account = identifierOf(user) || (user?.id ?? '')
  const place = [environment?.displayConfig.userProfileUrl, backupCodes.filePlace].filter(Boolean).join(', ')
  return useMemo(() => ({ application, account, madeAt, codes, place }), [application, account, madeAt, codes, place])
}
