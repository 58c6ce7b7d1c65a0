/** `mondo init`: what it asks, refuses and writes. Nothing is asked of a site. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const folder = temporaryFolder()
let made = 0
/** A folder of its own for each call. */
async function init(args: readonly string[], typed: readonly string[] = []) {
  const dir = `${folder.path}/${made++}`
  await folder.file(`${made - 1}/.keep`, '')
  const said = await runMondo(['init', '--dir', dir, ...args], typed.map((line) => `${line}\n`).join(''))
  const written = `${dir}/mondo.config.json`
  return { dir, ...said, config: existsSync(written) ? readFileSync(written, 'utf8') : null }
}

const contact = ['--contact', 'ops@example.org']

describe('answers', () => {
  test('are asked for in order, again until each is right, and written', async () => {
    const typed = ['', 'bob', ' ops@example.org ', 'okwave', 'https://okwave.jp/', 'fast', '2', 'nowhere', '']
    const { dir, exitCode, stdout, stderr, config } = await init([], typed)
    expect(exitCode).toBe(0)
    const who = 'Who runs the crawl, as a mail address or URL? '
    const page = 'A list or question page of the site (empty for none)? '
    const rate = 'Requests a second at most (0.5)? '
    const database = 'Database: embedded, or postgres://USER@HOST/NAME (embedded)? '
    expect(
      stderr
        .replaceAll(/the contact "bob" is .*/g, 'FAULT')
        .split('\n')
        .slice(0, -1),
    ).toEqual([
      `${who}a contact is needed`,
      `${who}FAULT`,
      `${who}${page}not an http URL`,
      `${page}${rate}not a number of requests a second, as in 0.5`,
      expect.stringContaining(`${rate}${database}`),
    ])
    expect(stderr.endsWith(`\n${database}`)).toBe(true)
    expect(stdout).toBe(
      [
        `wrote ${dir}/mondo.config.json and ${dir}/mondo.config.schema.json`,
        '',
        'next:',
        '  mondo doctor',
        '  mondo try https://okwave.jp/',
        '  mondo crawl https://okwave.jp/ --dry-run',
        '  mondo crawl https://okwave.jp/\n',
      ].join('\n'),
    )
    expect(config).toContain('"ops@example.org"')
    expect(config).toContain('okwave.jp')
  })

  test('that end too early are an error that names the flag', async () => {
    const { exitCode, stderr, config } = await init([], ['ops@example.org'])
    expect({ exitCode, config }).toEqual({ exitCode: 2, config: null })
    expect(stderr).toContain('no answer to: A list or question page of the site (empty for none)?')
    expect(stderr).toContain('Give --url, or --yes for defaults')
  })
})

describe('flags', () => {
  test('with --yes nothing is asked, and the rest has its defaults', async () => {
    const { dir, exitCode, stdout, stderr } = await init(['--yes', '--json', ...contact])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      config: `${dir}/mondo.config.json`,
      schema: `${dir}/mondo.config.schema.json`,
      next: ['mondo doctor', 'mondo crawl URL --dry-run', 'mondo crawl URL'],
    })
  })

  test('a database on a server is named without its password', async () => {
    const { stdout, config } = await init(['--yes', '--db', 'postgres://me:secret@db.example/qa', ...contact])
    expect(stdout).toMatch(/ {2}export DATABASE_URL=… {3}# \S*db\.example\S*\n {2}mondo doctor\n/)
    expect(`${stdout}${config}`).not.toContain('secret')
  })

  test.each([
    [['--yes'], '--contact: a contact is needed'],
    [['--yes', '--contact', 'bob'], '--contact: the contact "bob" is neither a mail address nor a URL'],
    [['--yes', ...contact, '--rate', 'unlimited'], '--rate: not a number of requests a second, as in 0.5'],
    [['--yes', ...contact, '--db', 'nowhere'], '--db: '],
  ])('%j are refused, and nothing is written', async (args, why) => {
    const { exitCode, stderr, config } = await init(args)
    expect({ exitCode, config }).toEqual({ exitCode: 2, config: null })
    expect(stderr).toContain(why)
  })

  test('a file that is there stays, unless --force is given', async () => {
    const { dir, config } = await init(['--yes', ...contact])
    const again = ['init', '--dir', dir, '--yes', '--contact', 'new@example.org']
    const refused = await runMondo(again)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain(`${dir}/mondo.config.json is there already`)
    expect(readFileSync(`${dir}/mondo.config.json`, 'utf8')).toBe(config)
    expect(await runMondo([...again, '--force'])).toMatchObject({ exitCode: 0 })
    expect(readFileSync(`${dir}/mondo.config.json`, 'utf8')).toContain('new@example.org')
  })

  test('a folder that is not there is an error', async () => {
    const said = await runMondo(['init', '--dir', `${folder.path}/none`, '--yes', ...contact])
    expect(said.exitCode).toBe(2)
    expect(said.stderr).toContain('cannot be written')
  })
})
