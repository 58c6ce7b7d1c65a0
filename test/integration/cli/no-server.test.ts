/** A database that cannot be opened: each command says in one line what is wrong, where, and what to do. Exit 3. */
import { createServer } from 'node:net'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { openPostgresStore } from '../../../src/database/postgres-store.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { record } from '../../records.ts'
import { freshUrl } from '../stores.ts'

const folder = temporaryFolder()
let url: URL
beforeAll(async () => {
  url = new URL(await freshUrl('postgres 15'))
})

const changed = (change: (url: URL) => void): string => {
  const copy = new URL(url)
  change(copy)
  return copy.href
}

const commands: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['sql', ['select 1']],
  ['load', ['-']],
  ['status', []],
  ['crawl', ['http://127.0.0.1:1/', '--allow-private', '--data', folder.path]],
]

const faults: ReadonlyArray<readonly [string, (url: URL) => void, RegExp]> = [
  [
    'port',
    (one) => (one.port = '1'),
    /127\.0\.0\.1:1\/\S+ cannot be used: nothing listens there\. Start the server/,
  ],
  ['host', (one) => (one.host = 'nowhere.invalid'), /nowhere\.invalid:\S+ cannot be used: .* name/],
  ['database', (one) => (one.pathname = '/none'), /database "none" does not exist\. .*createdb/],
  [
    'password',
    (one) => (one.password = 'wrong'),
    /password authentication failed .*\. Check user and password/,
  ],
  [
    'user',
    (one) => (one.username = 'nobody'),
    /password authentication failed for user "nobody"\. Check user/,
  ],
  [
    'password at all',
    (one) => (one.password = ''),
    /asks for the password of mondo, and none was given\. Give /,
  ],
]

describe.each(commands)('mondo %s', (command, args) => {
  test.each(faults)('with no such %s', async (_, change, line) => {
    vi.stubEnv('PGPASSFILE', `${folder.path}/none`)
    const said = await runMondo([command, ...args, '--db', changed(change)], JSON.stringify(record()))
    expect(said).toMatchObject({ exitCode: 3, stdout: '' })
    expect(said.stderr).toMatch(line)
    expect(said.stderr).toMatch(/(?:^|\n)mondo: The database at [^\n]+\n$/)
    expect(said.stderr).not.toMatch(/wrong|mondo:mondo/)
  })
})

describe('a server', () => {
  test('that cannot encrypt is refused if the URL requires encryption, and used if plain text is allowed', async () => {
    const mode = (name: string) => changed((one) => one.searchParams.set('sslmode', name))
    const refused = await runMondo(['sql', 'select 1', '--db', mode('require')])
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' })
    expect(refused.stderr).toMatch(
      /^mondo: [^\n]+does not support SSL connections\. [^\n]+sslmode=disable[^\n]+\n$/,
    )
    const taken = await runMondo(['sql', 'select 1 as one', '--json', '--db', mode('prefer')])
    expect(taken).toEqual({ exitCode: 0, stdout: '[\n{"one":1}\n]\n', stderr: '' })
  })

  test('that accepts the connection and stays silent fails after a time limit', async () => {
    const deaf = createServer(() => undefined)
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    try {
      const address = deaf.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const place = { connectionString: changed((one) => (one.port = String(port))), place: 'here' }
      const opening = openPostgresStore(place, {
        migrate: false,
        limits: { silentMs: 200, checkEveryMs: 50, connectMs: 200 },
      })
      await expect(opening).rejects.toMatchObject({
        code: 'database-unreachable',
        hint: expect.stringContaining('Nothing answers there'),
      })
    } finally {
      deaf.close()
    }
  })
})
