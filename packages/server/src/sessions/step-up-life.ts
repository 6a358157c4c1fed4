/** How long an action waits to be approved. */
export const askingLife = 600_000
/** How long an approval is good, from the proof on; its token can be no older. */
export const approvalLife = 300_000
