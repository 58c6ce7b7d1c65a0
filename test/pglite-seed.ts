/**
 * Answers the import of PGlite with `seeded-pglite.ts` in this process. Loaded like `loopback-only.ts`: before each test
 * file, and through NODE_OPTIONS by the processes that tests start.
 */
import { registerHooks } from 'node:module'

/** The environment variable that names the file of the seed; without it PGlite is as it comes. */
export const seedVariable = 'MONDO_TEST_PGLITE_SEED'

const seeded = new URL('seeded-pglite.ts', import.meta.url).href

// A file may be evaluated again in one process (vitest's module graph is not Node's): the hook is installed once.
const registered = Symbol.for('pglite-seed')
if (Reflect.get(globalThis, registered) === undefined) {
  Reflect.set(globalThis, registered, true)
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const isPglite = found.url.endsWith('/@electric-sql/pglite/dist/index.js')
      return isPglite && context.parentURL !== seeded ? next(seeded, context) : found
    },
  })
}
