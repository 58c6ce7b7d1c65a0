/** Options that a command refuses before it opens a database or asks a host. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runMondo } from '../run-mondo.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const folder = temporaryFolder()
const data = `${folder.path}/data`
const refused = async (args: readonly string[], stdin = '') => {
  const { exitCode, stdout, stderr } = await runMondo([...args, '--data', data], stdin)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(existsSync(data)).toBe(false)
  return stderr
}

describe('mondo reparse', () => {
  test.each([
    [['--reason', 'checks'], 'mondo: reparse: --reason goes with --rejected'],
    [
      ['page.html', '--rejected'],
      'mondo: reparse: --rejected takes no paths. It reads the rejected captures from the archive of the data folder',
    ],
    [['page.html', '--afresh'], 'mondo: reparse: --afresh goes with a re-parse of the whole archive'],
    [['--rejected', '--afresh'], 'mondo: reparse: --afresh goes with a re-parse of the whole archive'],
    [['--dry-run', '--afresh'], 'mondo: reparse: --afresh goes with a re-parse of the whole archive'],
  ])('%j', async (args, line) => {
    expect(await refused(['reparse', ...args])).toBe(`${line}\n`)
  })
})

test.each([[['work']], [['schedule', 'run', 'nightly']]])(
  '%j refuses a contact at which no one can be reached',
  async (command) => {
    expect(await refused([...command, '--contact', 'you'])).toContain(
      'the contact "you" is neither a mail address nor a URL',
    )
  },
)

describe('mondo report', () => {
  test.each([
    [[], "report: required option '--out <file>' not specified"],
    [
      ['--out', 'r.html', '--run', '1', '--since', '2026-11-01'],
      'report: --run and --since exclude each other',
    ],
    [['--out', 'r.html', '--until', '2026-11-01'], 'report: --until ends a span that --since begins'],
    [['--out', 'r.html'], 'There is no database in '],
  ])('%j', async (args, line) => {
    expect(await refused(['report', ...args])).toContain(`mondo: ${line}`)
  })
})

describe('mondo db prune-log', () => {
  test.each([
    [[], 'db prune-log: give either --cursor with the cursor files in use, or --all'],
    [['--all', '--cursor', 'a.cursor'], 'db prune-log: give either --cursor'],
    [['--all'], 'There is no database in '],
  ])('%j', async (args, line) => {
    expect(await refused(['db', 'prune-log', ...args])).toContain(`mondo: ${line}`)
  })
})

describe('mondo frontier', () => {
  test.each(['requeue', 'drop'])('%s changes all pages only where it is told to', async (what) => {
    expect(await refused(['frontier', what])).toBe(
      'mondo: frontier: no pages are named. Narrow it by --status, --reason, --path, --trap, --site or --host-group, or say --all\n',
    )
  })
})

describe('mondo schedule add', () => {
  /** Options after -- are those of the crawl. */
  const add = async (...crawl: string[]) => {
    const entry = ['schedule', 'add', '--data', data, 'nightly', '0 3 * * *', '--', ...crawl]
    const { exitCode, stderr } = await runMondo(entry)
    expect(exitCode).toBe(2)
    expect(existsSync(data)).toBe(false)
    return stderr
  }
  const url = 'https://okwave.jp/list/new_question'

  test('takes crawls only', async () => {
    expect(await add('load', 'x.jsonl')).toBe(
      'mondo: schedule: not a crawl: load x.jsonl. Write the crawl after --, as in: mondo schedule add nightly "0 3 * * *" -- crawl URL\n',
    )
  })

  test.each(['--data', '--db', '--urls', '--report'])('leaves %s to the worker', async (option) => {
    expect(await add('crawl', url, option, 'x')).toBe(
      `mondo: schedule: ${option} is not for a scheduled crawl. Any machine with a free worker may run it; --data and --db of mondo work say where its data and database are\n`,
    )
  })

  test('accepts no layout unseen', async () => {
    expect(await add('crawl', url, '--accept-layout')).toBe(
      'mondo: schedule: --accept-layout is not for a scheduled crawl. It is for one crawl, started by a person who has looked at the pages: run it by hand\n',
    )
  })

  test.each(['0 3 * *', '0 0 3 * * *', '3', '@daily'])('takes five fields and not "%s"', async (cron) => {
    const crawl = ['crawl', url, '--contact', 'a@b.example']
    const { exitCode, stderr } = await runMondo([
      'schedule',
      'add',
      '--data',
      data,
      'x',
      cron,
      '--',
      ...crawl,
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`mondo: schedule: not a time: "${cron}" has not five fields but `)
    expect(existsSync(data)).toBe(false)
  })

  test('refuses a crawl that could not run now, such as one of a public host without a contact', async () => {
    expect(await add('crawl', url)).toMatch(/contact/)
  })
})

describe('mondo sql', () => {
  test('prints one format', async () => {
    expect(await refused(['sql', 'select 1', '--json', '--csv'])).toBe(
      'mondo: sql: --json and --csv exclude each other. Give one of them\n',
    )
  })

  test('takes a word that ends in .sql for a file, and a query from stdin up to a megabyte', async () => {
    expect(await refused(['sql', `${folder.path}/none.sql`])).toMatch(/none\.sql/)
    expect(await refused(['sql', '-'], 'x'.repeat(1024 * 1024 + 1))).toMatch(/stdin/)
  })
})

describe('mondo export', () => {
  const out = `${folder.path}/out`
  const needsKey =
    'mondo: --pseudonymise needs a key of 16 characters or more. Make one with: openssl rand -hex 32 > pseudonym.key; ' +
    'and give --key-file pseudonym.key or $MONDO_PSEUDONYM_KEY\n'

  test('takes a key file only with --pseudonymise', async () => {
    expect(await refused(['export', '--out', out, '--key-file', 'x'])).toBe(
      'mondo: --key-file is for --pseudonymise. Give both, or neither\n',
    )
  })

  test('refuses a key that could be guessed', async () => {
    const short = await folder.file('short.key', '  123456789012345\n')
    expect(await refused(['export', '--out', out, '--pseudonymise', '--key-file', short])).toBe(needsKey)
    expect(await refused(['export', '--out', out, '--pseudonymise'])).toBe(needsKey)
  })

  test('with a key there is only the database missing', async () => {
    const key = await folder.file('long.key', '1234567890123456\n')
    expect(await refused(['export', '--out', out, '--pseudonymise', '--key-file', key])).toMatch(
      /^mondo: There is no database in /,
    )
  })

  test('knows three formats', async () => {
    expect(await refused(['export', '--out', out, '--format', 'xlsx'])).toContain(
      'Allowed choices are parquet, jsonl, csv',
    )
  })
})

describe('mondo db grant-analyst', () => {
  test.each(['Hanako', '1st', 'pg_monitor', 'public', 'a-b', 'x'.repeat(64)])(
    'refuses the name %s',
    async (name) => {
      expect(await refused(['db', 'grant-analyst', name])).toBe(
        `mondo: not a name for a login: ${name}. Use lower-case letters, digits and _, beginning with a letter\n`,
      )
    },
  )

  test.each(['short', 'x'.repeat(201), 'パスワードです', 'with\ttab'])(
    'refuses the password %j',
    async (password) => {
      const file = await folder.file('password.txt', `${password}\nlong enough\n`)
      const hint = 'Give 8 to 200 characters of printable ASCII\n'
      expect(await refused(['db', 'grant-analyst', 'hanako', '--password-file', file])).toBe(
        `mondo: the first line of ${file} is not a password that can be used. ${hint}`,
      )
      expect(await refused(['db', 'grant-analyst', 'hanako', '--password-file', '-'], `${password}\nx`)).toBe(
        `mondo: the first line of - is not a password that can be used. ${hint}`,
      )
    },
  )
})

describe('mondo crawl', () => {
  const crawl = ['crawl', 'https://okwave.jp/', '--contact', 'you@example.org']

  test.each([
    [['-o', '-', '--json'], '-o - and --json both write to stdout. Give -o a file, or leave one of them out'],
    [
      ['-o', 'q.xlsx'],
      '-o: q.xlsx ends in no format. Give a file that ends in .jsonl, .csv or .parquet, or - for JSON lines on stdout',
    ],
    [
      ['-o', `${data}/none/q.csv`],
      `-o: there is no folder ${data}/none. Make it, or give a file in a folder that is there`,
    ],
    [
      ['--report', `${data}/none/r.html`],
      `--report: there is no folder ${data}/none. Make it, or give a file in a folder that is there`,
    ],
  ])('%j', async (flags, line) => {
    expect(await refused([...crawl, ...flags])).toBe(`mondo: ${line}\n`)
  })
})
