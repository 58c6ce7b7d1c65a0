import { chmod } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { findPassword } from '../../src/database/pgpass.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'

const folder = temporaryFolder()
const login = { host: 'db.example', port: 5432, database: 'qa', user: 'me' }

async function passwordIn(text: string, mode = 0o600, asked = login): Promise<string> {
  const path = await folder.file('pgpass', text)
  await chmod(path, mode)
  return await findPassword(asked, { PGPASSFILE: path })
}

describe('the password file', () => {
  test('gives the first matching line, with wildcards and backslashes', async () => {
    const lines = ['# mine', 'other.example:*:*:me:no', 'db.example:*:qa:*:a\\:b\\\\c:d', '*:*:*:*:late']
    expect(await passwordIn(lines.join('\n'))).toBe('a:b\\c:d')
    expect(await passwordIn(lines.join('\n'), 0o600, { ...login, database: 'other' })).toBe('late')
  })

  test('calls a local socket localhost', async () => {
    const host = '/var/run/postgresql'
    expect(await passwordIn('localhost:5432:qa:me:here', 0o600, { ...login, host })).toBe('here')
  })

  test('is ignored, with a message, if other users can read it', async () => {
    await expect(passwordIn('*:*:*:*:x', 0o644)).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.stringContaining('chmod 600'),
    })
  })

  test('is optional: the error names user and server, and says how to give the password', async () => {
    await expect(findPassword(login, { PGPASSFILE: `${folder.path}/none` })).rejects.toMatchObject({
      code: 'database-unreachable',
      message: 'The database at db.example:5432/qa asks for the password of me, and none was given',
      hint: expect.stringContaining('$PGPASSWORD'),
    })
  })
})
