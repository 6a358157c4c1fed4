const minute = 60_000

/** The longest that anybody may go by a key set they fetched. SDKs of the protocol ask anew after five minutes, others after an hour. */
const cachedFor = 60 * minute
/** The longest life of a token (`sessions.token_seconds`, templates and the Backend API have this bound). */
const longestLife = 5 * minute

/** How long the next key is in the key set before it signs: twice the cache, so that one lost fetch harms nobody (R93). */
export const publishedFor = 2 * cachedFor
/** How long a key stays in the key set after the last token that it signed. */
export const keptFor = cachedFor + longestLife
/** How long a key signs before the next one is made by itself. */
export const signsFor = 90 * 24 * 60 * minute
