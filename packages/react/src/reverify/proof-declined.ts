/** Somebody was asked to prove once more who they are, and closed the dialog. */
export class ProofDeclined extends Error {}
