/** `mondo pause` and `mondo resume` over a server that this file answers for. */
import { hostname, userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import { placeFlags } from '../../../../src/cli/options/place-flags.ts'
import { answeringServer } from '../../../database/answering-server.ts'
import { changed, noRow, row } from '../../../database/answers.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const folder = temporaryFolder()
const mondo = async (args: readonly string[], { known = null as string | null, wasPaused = true } = {}) => {
  server.asked.length = 0
  server.answers = [
    [/as found order by rank/, known === null ? noRow : row({ hostGroup: 'text' }, known)],
    [/^insert into "crawl"\."host"/, changed(1)],
    [/^update "crawl"\."host"/, changed(wasPaused ? 1 : 0)],
  ]
  return await runMondo([...args, '--db', server.url])
}
const place = placeFlags({ data: './mondo-data', db: server.url })
const me = `${userInfo().username}@${hostname()}`
const asked = (start: string) => server.asked.find(({ text }) => text.startsWith(start))?.parameters

describe('mondo pause', () => {
  test('holds a host that a crawl has named, in the name of who asks', async () => {
    expect(await mondo(['pause', 'okwave.jp'], { known: 'okwave.jp' })).toEqual({
      exitCode: 0,
      stdout: `okwave.jp is paused. Resume it with: mondo resume okwave.jp${place}\n`,
      stderr: '',
    })
    expect(asked('insert')?.slice(0, 4)).toEqual(['okwave.jp', expect.any(String), me, null])
  })

  test('keeps the reason and the name that are given', async () => {
    const { stdout } = await mondo(['pause', 'okwave.jp', '--reason', 'they move', '--by', 'ops', '--json'], {
      known: 'okwave',
    })
    expect(JSON.parse(stdout)).toEqual({
      hostGroup: 'okwave',
      paused: { at: expect.stringMatching(/^\d{4}-.*Z$/), by: 'ops', reason: 'they move' },
    })
    expect(asked('insert')?.[0]).toBe('okwave')
  })

  test('holds a host that no crawl has named too, and says so', async () => {
    expect(await mondo(['pause', 'Other.Example:80'])).toMatchObject({
      exitCode: 0,
      stdout: `other.example is paused. Resume it with: mondo resume other.example${place}\n`,
      stderr: 'mondo: no crawl of this database has named other.example yet\n',
    })
    const looked = server.asked
      .filter(({ text }) => text.includes('as found'))
      .map(({ parameters }) => parameters[0])
    expect(looked).toEqual(['Other.Example:80', 'other.example'])
  })

  test('takes a URL for its host', async () => {
    const { stdout } = await mondo(['pause', 'https://Okwave.jp/qa/q1.html'])
    expect(stdout).toMatch(/^okwave\.jp is paused/)
  })

  test('goes by the host groups of the configuration first', async () => {
    const config = await folder.file('mondo.config.json', '{"hostGroups":{"ours":{"hosts":["okwave.jp"]}}}')
    const { stdout, stderr } = await mondo(['pause', 'okwave.jp', '--config', config], { known: 'other' })
    expect([stdout, stderr]).toEqual([`ours is paused. Resume it with: mondo resume ours${place}\n`, ''])
  })

  test.each(['a b', 'user@okwave.jp', '/qa/q1', 'https://'])('refuses %j', async (host) => {
    expect(await mondo(['pause', host])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `mondo: not a host: ${host}. Give a host such as okwave.jp, or the name of a host group as mondo status shows it\n`,
    })
    expect(server.asked).toEqual([])
  })
})

describe('mondo resume', () => {
  test('lets a host go on, or says that it was not held', async () => {
    const resumed = async (wasPaused: boolean, ...flags: readonly string[]) =>
      (await mondo(['resume', 'okwave.jp', ...flags], { known: 'okwave.jp', wasPaused })).stdout
    expect(await resumed(true)).toBe('okwave.jp is resumed\n')
    expect(await resumed(false)).toBe('okwave.jp was not paused\n')
    expect(JSON.parse(await resumed(false, '--json'))).toEqual({ hostGroup: 'okwave.jp', wasPaused: false })
  })
})
