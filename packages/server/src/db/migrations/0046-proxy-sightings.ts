import { statements } from './statements.ts'

/** Forwarding headers from untrusted peers: one row for each kind of peer, read by `doctor` and the dashboard. */
export const proxySightings = statements([
  `create table proxy_sightings (
    kind text primary key,
    header text not null,
    peer text,
    seen_at bigint not null
  )`,
])
