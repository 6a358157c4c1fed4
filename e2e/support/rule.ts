/** Settings with one rule: everybody must have an authenticator app, at once unless `over` says otherwise. */
export const appForEverybody = (over: object = {}) => ({
  multi_factor: {
    totp: true,
    rules: [
      {
        id: 'all',
        name: 'Everybody',
        mode: 'on',
        who: { kind: 'everyone' },
        factors: ['totp'],
        starts_at: null,
        grace: { kind: 'none' },
        after: 'enrol',
        ...over,
      },
    ],
  },
})
