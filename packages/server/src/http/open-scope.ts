import type { Context } from '../context.ts'
import type { Resolved } from '../instances/resolve.ts'
import { findLanguage, pickLanguage } from '../messages/language.ts'
import { askedVersion } from './api-version.ts'
import type { Arrival } from './arrival.ts'
import { originOf } from './origin.ts'
import type { Scope } from './scope.ts'

/** The request as everything below the transport sees it; nobody has been recognised yet. */
export function openScope(context: Context, arrival: Arrival, resolved: Resolved, requestId: string): Scope {
  return {
    context,
    instance: resolved.instance,
    requestId,
    now: context.clock.now(),
    apiVersion: askedVersion(arrival),
    ip: arrival.ip,
    userAgent: arrival.header('user-agent')?.slice(0, 512) ?? null,
    language: pickLanguage(arrival.header('accept-language')),
    locale: findLanguage(arrival.header('accept-language')) ?? null,
    origin: arrival.header('origin') ?? originOf(arrival.header('referer')),
    url: resolved.url,
    linkUrl: resolved.linkUrl ?? resolved.url,
    addressedBy: resolved.addressedBy,
    sentCookies: arrival.header('cookie'),
    client: null,
    clientToken: null,
    held: [],
    past: null,
    cookie: {},
  }
}
