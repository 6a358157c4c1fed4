import type {
  AccountRecoveryView,
  AuthenticatorAppView,
  BackupCodesStateView,
  BackupCodeView,
  EmailAddressView,
  NudgeView,
  PasskeyView,
  PhoneNumberView,
  SessionView,
  TotpView,
  TrustedDeviceView,
  UserView,
} from '@countersign/contract'
import type { Api } from './api.ts'
import { makePasskey } from './passkey.ts'
import type {
  AuthenticatorAppActions,
  EmailAddressActions,
  PasskeyActions,
  PhoneNumberActions,
  UserActions,
} from './types.ts'

export function createUser(api: Api): UserActions {
  return {
    update: (input) => api.post<UserView>('/me', input, 'PATCH'),
    updatePassword: (input) => api.post<UserView>('/me/change_password', input),
    createTOTP: () => api.post<TotpView>('/me/totp'),
    verifyTOTP: (input) => api.post<TotpView>('/me/totp/attempt_verification', input),
    async disableTOTP() {
      await api.post('/me/totp', {}, 'DELETE')
    },
    async createAuthenticatorApp(input = {}) {
      const app = await api.post<AuthenticatorAppView>('/me/authenticator_apps', input)
      return { ...app, ...authenticatorAppActions(api, app.id) }
    },
    authenticatorApp: (id) => authenticatorAppActions(api, id),
    createBackupCode: () => api.post<BackupCodeView>('/me/backup_codes'),
    checkBackupCode: (input) => api.post<BackupCodesStateView>('/me/backup_codes/check', input),
    getRecovery: () => api.get<AccountRecoveryView>('/me/recovery'),
    async cancelRecovery() {
      await api.post('/me/recovery', {}, 'DELETE')
    },
    async createEmailAddress({ email }) {
      const address = await api.post<EmailAddressView>('/me/email_addresses', { emailAddress: email })
      return { ...address, ...emailAddressActions(api, address.id) }
    },
    emailAddress: (id) => emailAddressActions(api, id),
    async createPhoneNumber(input) {
      const number = await api.post<PhoneNumberView>('/me/phone_numbers', input)
      return { ...number, ...phoneNumberActions(api, number.id) }
    },
    phoneNumber: (id) => phoneNumberActions(api, id),
    async createPasskey() {
      const { id, verification } = await api.post<PasskeyView>('/me/passkeys')
      const publicKeyCredential = await makePasskey(verification?.nonce)
      const fields = { strategy: 'passkey', publicKeyCredential }
      return api.post<PasskeyView>(`/me/passkeys/${encodeURIComponent(id)}/attempt_verification`, fields)
    },
    passkey: (id) => passkeyActions(api, id),
    takeNudge: () => api.post<NudgeView>('/me/nudge'),
    async answerNudge(input) {
      await api.post('/me/nudge', input, 'PATCH')
    },
    async getSessions() {
      const sessions = await api.get<SessionView[]>('/me/sessions/active')
      return sessions.map((session) => ({
        ...session,
        async revoke() {
          await api.post(`/me/sessions/${encodeURIComponent(session.id)}/revoke`)
        },
      }))
    },
    async getTrustedDevices() {
      const devices = await api.get<TrustedDeviceView[]>('/me/trusted_devices')
      return devices.map((device) => ({
        ...device,
        async revoke() {
          await api.post(`/me/trusted_devices/${encodeURIComponent(device.id)}`, {}, 'DELETE')
        },
      }))
    },
    async revokeTrustedDevices() {
      await api.post('/me/trusted_devices', {}, 'DELETE')
    },
    async delete() {
      await api.post('/me', {}, 'DELETE')
    },
  }
}

function authenticatorAppActions(api: Api, id: string): AuthenticatorAppActions {
  const path = `/me/authenticator_apps/${encodeURIComponent(id)}`
  return {
    attemptVerification: (input) => api.post<AuthenticatorAppView>(`${path}/attempt_verification`, input),
    update: (input) => api.post<AuthenticatorAppView>(path, input, 'PATCH'),
    async destroy() {
      await api.post(path, {}, 'DELETE')
    },
  }
}

function emailAddressActions(api: Api, id: string): EmailAddressActions {
  const path = `/me/email_addresses/${encodeURIComponent(id)}`
  return {
    prepareVerification: () => api.post<EmailAddressView>(`${path}/prepare_verification`, { strategy: 'email_code' }),
    attemptVerification: (input) => api.post<EmailAddressView>(`${path}/attempt_verification`, input),
    makePrimary: () => api.post<UserView>('/me', { primaryEmailAddressId: id }, 'PATCH'),
    async destroy() {
      await api.post(path, {}, 'DELETE')
    },
  }
}

function passkeyActions(api: Api, id: string): PasskeyActions {
  const path = `/me/passkeys/${encodeURIComponent(id)}`
  return {
    update: (input) => api.post<PasskeyView>(path, input, 'PATCH'),
    async destroy() {
      await api.post(path, {}, 'DELETE')
    },
  }
}

function phoneNumberActions(api: Api, id: string): PhoneNumberActions {
  const path = `/me/phone_numbers/${encodeURIComponent(id)}`
  const change = (fields: object) => api.post<PhoneNumberView>(path, fields, 'PATCH')
  return {
    prepareVerification: () => api.post<PhoneNumberView>(`${path}/prepare_verification`, { strategy: 'phone_code' }),
    attemptVerification: (input) => api.post<PhoneNumberView>(`${path}/attempt_verification`, input),
    setReservedForSecondFactor: ({ reserved }) => change({ reservedForSecondFactor: reserved }),
    makeDefaultSecondFactor: () => change({ defaultSecondFactor: true }),
    async destroy() {
      await api.post(path, {}, 'DELETE')
    },
  }
}
