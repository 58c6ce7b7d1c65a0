import { MondoError } from '../model/errors.ts'

/** Views with the rights of who asks came with 15, and nothing older is tested. */
const oldestVersion = 15

/** Throws `database-refused` for a server that is too old. `version` is its `server_version`: `15.18 (Debian …)`. */
export function assertNewEnough(version: string, place: string): void {
  if (Number.parseInt(version, 10) >= oldestVersion) return
  throw new MondoError('database-refused', `The server at ${place} is Postgres ${version}.`, {
    hint: `mondo needs Postgres ${oldestVersion} or later.`,
  })
}
