/** `mondo db grant-analyst` over a server that this file answers for. */
import { describe, expect, test } from 'vitest'
import { answeringServer } from '../../../database/answering-server.ts'
import { noRow, row } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const grant = async (args: readonly string[], { member = false, stdin = '', db = server.url } = {}) => {
  server.asked.length = 0
  server.answers = [
    [/from pg_roles where rolname/, row({ one: 'integer' }, '1')],
    [/as member/, member ? row({ member: 'boolean' }, 't') : noRow],
    [/as right/, row({ right: 'text' }, 'make temporary tables')],
    [/as owner|as wrong/, noRow],
    [/^(?:create|alter|grant)/, noRow],
  ]
  return await runMondo(['db', 'grant-analyst', ...args, '--db', db], stdin)
}
const also =
  'mondo: hanako can also make temporary tables, as everyone here can. Revoke it from PUBLIC if that is not meant\n'
const timeLimit = () => server.asked.find(({ text }) => text.includes('statement_timeout'))?.text

test('a new login gets a password, which is printed once', async () => {
  const { exitCode, stdout, stderr } = await grant(['hanako'])
  expect([exitCode, stderr]).toEqual([0, also])
  expect(stdout).toMatch(
    /^hanako can now read the schema qa\.\npassword: [\w-]{24}\nIt is not kept anywhere: note it now\.\n$/,
  )
  expect(timeLimit()).toBe('alter role "hanako" set statement_timeout = 60000')
})

test('a login that is there keeps its password', async () => {
  const { stdout } = await grant(['hanako', '--timeout', '5m'], { member: true })
  expect(stdout).toBe('hanako could already read the schema qa.\n')
  expect(timeLimit()).toBe('alter role "hanako" set statement_timeout = 300000')
  expect(JSON.parse((await grant(['hanako', '--json'], { member: true })).stdout)).toEqual({
    name: 'hanako',
    created: false,
    password: null,
    beyond: ['make temporary tables'],
  })
})

describe("a password of one's own", () => {
  const path = async (text: string) => await folder.file('password', text)

  test('is the first line of a file, or of stdin', async () => {
    for (const text of ['12345678', '12345678\n', '12345678\r\nmore', `${'x'.repeat(200)}\n`]) {
      const { exitCode, stdout } = await grant(['hanako', '--password-file', await path(text)])
      expect([exitCode, stdout]).toEqual([0, 'hanako can now read the schema qa.\n'])
    }
    const { exitCode } = await grant(['hanako', '--password-file', '-'], { stdin: 'from stdin' })
    expect(exitCode).toBe(0)
  })

  test.each(['1234567', 'x'.repeat(201), 'pässwörter', '', '\n12345678'])('%j is refused', async (text) => {
    const file = await path(text)
    expect(await grant(['hanako', '--password-file', file])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `mondo: the first line of ${file} is not a password that can be used. Give 8 to 200 characters of printable ASCII\n`,
    })
    expect(server.asked).toEqual([])
  })

  test('that is longer than any is refused', async () => {
    const { exitCode, stderr } = await grant([
      'hanako',
      '--password-file',
      await path('x'.repeat(64 * 1024 + 1)),
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('is larger than 0.0625 MiB')
  })
})

test.each(['Hanako', '1a', 'pg_me', 'public', 'a-b', `a${'b'.repeat(63)}`])(
  'the name %s is refused',
  async (name) => {
    expect(await grant([name])).toMatchObject({
      exitCode: 2,
      stderr: `mondo: not a name for a login: ${name}. Use lower-case letters, digits and _, beginning with a letter\n`,
    })
  },
)

test('the embedded database has no logins, and is not made for one', async () => {
  const { exitCode, stderr } = await grant(['hanako'], { db: `pglite:${folder.path}/db` })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('The embedded database has no logins')
})
