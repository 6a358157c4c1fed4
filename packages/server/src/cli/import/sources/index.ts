import type { Source } from '../source.ts'
import { auth0 } from './auth0.ts'
import { betterAuth } from './better-auth.ts'
import { clerk } from './clerk.ts'
import { countersign } from './countersign.ts'
import { csv } from './csv.ts'
import { keycloak } from './keycloak.ts'
import { supabase } from './supabase.ts'

export const sources = {
  clerk,
  'better-auth': betterAuth,
  auth0,
  keycloak,
  supabase,
  csv,
  countersign,
} as const satisfies Record<string, Source>

export type SourceName = keyof typeof sources
