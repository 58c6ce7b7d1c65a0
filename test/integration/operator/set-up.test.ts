/** From an empty folder to a checked set-up, and what the doctor says of one with three faults. */
import { readdirSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lockDataFolder } from '../../../src/database/data-folder-lock.ts'
import { openStore } from '../../../src/database/store.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { freshUrl } from '../stores.ts'

const folder = temporaryFolder()
const config = `${folder.path}/mondo.config.json`
const place = ['--data', `${folder.path}/data`, '--config', config, '--allow-private']
let site: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ questions: 8 })
})
afterAll(() => site.close())

test('init asks until the answers are right, and writes a file that the doctor takes', async () => {
  const answers = ['bob', 'ops@example.org', `${site.url}/`, '2', '']
  const made = await runMondo(['init', '--dir', folder.path], `${answers.join('\n')}\n`)
  expect(made).toMatchObject({ exitCode: 0 })
  expect(made.stderr).toContain('the contact "bob" is neither a mail address nor a URL')
  // The site is one of this machine's own.
  expect(made.stdout).toContain(`mondo crawl ${site.url}/ --allow-private --dry-run`)
  expect(readdirSync(folder.path).toSorted()).toEqual(['mondo.config.json', 'mondo.config.schema.json'])
  expect(readFileSync(config, 'utf8')).toContain('// Who runs the crawl')
  expect(await runMondo(['init', '--dir', folder.path, '--yes', '--contact', 'a@b.example'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('is there already'),
  })

  const { exitCode, stdout } = await runMondo(['doctor', '--json', ...place])
  const { ok, findings } = JSON.parse(stdout)
  expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true })
  const group = new URL(site.url).host
  expect(findings).toContainEqual({ what: 'robots', state: 'ok', found: `${group}: read`, advice: null })
  expect(site.requests.map(({ url }) => url)).toEqual(['/robots.txt'])
  expect(readdirSync(folder.path)).not.toContain('data')
})

test('without a person init takes flags, and says which one is missing', async () => {
  const args = ['init', '--dir', `${folder.path}/none`, '--yes']
  expect(await runMondo(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--contact') })
  expect(await runMondo(['init', '--dir', `${folder.path}/none`], '')).toMatchObject({ exitCode: 2 })
})

test('the doctor names three faults and what to do about each, exit 2', async () => {
  // A port of this machine at which nothing listens.
  const closed = await startSampleSite({ questions: 1 })
  await closed.close()
  const { port } = new URL(closed.url)
  const args = [
    'doctor',
    `${closed.url}/`,
    '--contact',
    'bob',
    '--db',
    `postgres://u:secret@127.0.0.1:${port}/x`,
  ]
  const { exitCode, stdout, stderr } = await runMondo([...args, ...place])
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' })
  const mends = stdout.split('\n').filter((line) => line.startsWith('MEND'))
  expect(mends.map((line) => line.split(/\s+/)[1])).toEqual(['contact', 'database', 'robots'])
  expect(stdout).toContain('Start the server, or check host and port')
  expect(stdout).not.toContain('secret')
})

test('the doctor asks no host while another process has the database, whose pace it cannot keep', async () => {
  // As a data folder with a database looks.
  await folder.file('held/db/PG_VERSION', '17\n')
  const lock = await lockDataFolder(`${folder.path}/held/db`)
  const asked = site.requests.length
  try {
    const args = ['doctor', `${site.url}/`, '--data', `${folder.path}/held`, '--allow-private', '--json']
    const { exitCode, stdout } = await runMondo([...args, '--config', config])
    expect({ exitCode, findings: JSON.parse(stdout).findings }).toMatchObject({
      exitCode: 0,
      findings: expect.arrayContaining([
        expect.objectContaining({ what: 'database', state: 'note' }),
        expect.objectContaining({
          what: 'robots',
          state: 'note',
          found: expect.stringContaining('no host was asked'),
        }),
      ]),
    })
    expect(site.requests.length).toBe(asked)
  } finally {
    await lock.release()
  }
})

test('try shows the record of one page and what decides on its links, and keeps nothing', async () => {
  const [question = ''] = site.expected().map(({ questionId }) => `${site.url}/qa/q${questionId}.html`)
  const args = ['try', question, '--site', 'sample', '--exclude', '/list/*', '--rate', '50', ...place]
  const { exitCode, stdout } = await runMondo([...args, '--json'])
  expect(exitCode).toBe(0)
  const page = JSON.parse(stdout)
  expect(page).toMatchObject({ status: 200, outcome: { kind: 'question' }, robots: { allowed: true } })
  const [list] = page.links.filter(({ kind }: { kind: string }) => kind === 'list')
  expect(list).toMatchObject({ followed: false, refused: 'excluded by /list/*' })
  expect(page.links).toContainEqual(
    expect.objectContaining({ kind: 'question', followed: true, refused: null }),
  )
  expect(readdirSync(folder.path)).not.toContain('data')
})

test('try takes a URL as people paste it: without a path, or with a fragment', async () => {
  for (const pasted of [site.url, `${site.url}/list/new_question#top`]) {
    const { exitCode, stdout } = await runMondo([
      'try',
      pasted,
      '--site',
      'sample',
      '--rate',
      '50',
      ...place,
      '--json',
    ])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ url: new URL(pasted.replace('#top', '')).href, status: 200 })
  }
})

test('the doctor tells a server without tables from one that is up to date, and a login that may only read', async () => {
  const db = await freshUrl('postgres 15')
  const databaseOf = async (url: string) => {
    const { exitCode, stdout } = await runMondo([
      'doctor',
      '--json',
      '--db',
      url,
      '--data',
      `${folder.path}/data`,
    ])
    const [found] = JSON.parse(stdout).findings.filter(({ what }: { what: string }) => what === 'database')
    return { exitCode, state: found.state, found: found.found }
  }
  expect(await databaseOf(db)).toMatchObject({
    exitCode: 0,
    state: 'note',
    found: 'it has no tables of mondo yet',
  })
  expect(await runMondo(['db', 'migrate', '--db', db])).toMatchObject({ exitCode: 0 })
  expect(await databaseOf(db)).toMatchObject({
    exitCode: 0,
    state: 'ok',
    found: expect.stringContaining('Postgres 15'),
  })
  // As a checkout of last week made it: with the same migrations.
  const store = await openStore(db)
  await sql`alter table crawl.host drop column gate`.execute(store.db)
  await sql`drop function crawl.log_reply_version cascade`.execute(store.db)
  await store.close()
  expect(await databaseOf(db)).toEqual({
    exitCode: 2,
    state: 'mend',
    found:
      'its tables are not those of this version of mondo: crawl.host.gate, crawl.log_reply_version() differ',
  })
  const granted = await runMondo(['db', 'grant-analyst', 'doctor_reader', '--json', '--db', db])
  const { password } = JSON.parse(granted.stdout)
  const reader = Object.assign(new URL(db), { username: 'doctor_reader', password })
  expect(await databaseOf(reader.href)).toMatchObject({ exitCode: 2, state: 'mend' })
  const asked = site.requests.length
  const looked = await runMondo(['doctor', `${site.url}/`, '--db', reader.href, ...place])
  expect(looked.stdout).toContain('no host was asked')
  expect(site.requests.length).toBe(asked)
})
