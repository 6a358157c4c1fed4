/** For those who put the server inside their own process: `createApp(context).fetch` is a web-standard handler. */
export { createApp } from './app.ts'
export { type Config, configTable, readConfig } from './config.ts'
export type { Context } from './context.ts'
export type { Route } from './http/route.ts'
export { openContext } from './open-context.ts'
