/** A WARC file that is deleted, or cut off between two records: no reader of the folder can tell, the database can. */
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readIndex } from '../../../src/archive/cdxj.ts'
import { openStore } from '../../../src/database/store.ts'
import { crawl } from '../../../src/index.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshUrl, storeNames } from '../stores.ts'

describe.each(storeNames)('%s', (name) => {
  let db: string
  let whole: string
  let data: string
  let file: string
  let first: string
  let captures: number
  const warcs = async (dir: string) => (await readdir(dir)).filter((one) => one.endsWith('.warc.gz')).sort()
  const verify = (...args: string[]) => runMondo(['archive', 'verify', '--data', data, ...args])
  const reparse = (...args: string[]) => runMondo(['reparse', '--data', data, '--db', db, ...args])

  beforeAll(async () => {
    const site = await startSampleSite({ questions: 6 })
    try {
      whole = await temporaryFolder()
      db = await freshUrl(name)
      const options = {
        urls: [`${site.url}/`],
        site: 'sample',
        allowPrivate: true,
        check: false,
        data: whole,
        db,
      }
      await crawl({ ...options, rate: 'unlimited', maxPages: 3 })
      await crawl({ ...options, rate: 'unlimited' })
    } finally {
      await site.close()
    }
    const names = await warcs(join(whole, 'archive'))
    expect(names).toHaveLength(2)
    ;[first = '', file = ''] = names
    captures = (await readIndex(join(whole, 'archive'), file))?.length ?? 0
    expect(captures).toBeGreaterThan(2)
  }, 60_000)
  beforeEach(async () => {
    data = await temporaryFolder()
    await cp(join(whole, 'archive'), join(data, 'archive'), { recursive: true })
  })

  test('archive verify --db names a file that is gone, and finds nothing in a whole archive', async () => {
    expect(await verify('--db', db)).toMatchObject({ exitCode: 0, stderr: '' })
    await rm(join(data, 'archive', file))
    const { exitCode, stdout, stderr } = await verify('--db', db)
    expect(exitCode).toBe(7)
    const path = join(data, 'archive', file)
    const what = `the file is missing; the database knows ${captures} captures of it`
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ok .*index fits$/),
      `MISSING ${path}: ${what}`,
    ])
    expect(stdout).toContain(first)
    expect(stderr).toBe('mondo: 1 of the files is damaged or missing\n')
    const folder = await verify(join(data, 'archive'), '--db', db, '--json')
    expect(folder.exitCode).toBe(7)
    expect(JSON.parse(folder.stdout.trimEnd().split('\n').at(-1) ?? '')).toEqual({
      file: path,
      records: 0,
      captures: 0,
      index: null,
      problems: [{ offset: 0, what }],
    })
    // Single files are compared with nothing.
    expect(await verify(join(data, 'archive', first), '--db', db)).toMatchObject({ exitCode: 0 })
    // Nor is another database asked than the one that is named, or the folder's own.
    expect(await verify()).toMatchObject({ exitCode: 0 })
  })

  test('archive verify --db names all files where none is left', async () => {
    for (const one of await warcs(join(data, 'archive'))) await rm(join(data, 'archive', one))
    const { exitCode, stdout } = await verify('--db', db)
    expect(exitCode).toBe(7)
    expect(stdout.match(/^MISSING /gm)).toHaveLength(2)
  })

  test('archive verify --db finds a file that is cut off between two records', async () => {
    const entries = (await readIndex(join(data, 'archive'), file)) ?? []
    const places = entries.map(({ location }) => location).sort((a, b) => a.offset - b.offset)
    const [cut, last] = [places[1], places.at(-1)]
    if (cut === undefined || last === undefined) throw new Error('there are more')
    await truncate(join(data, 'archive', file), cut.offset)
    const { exitCode, stdout } = await verify('--db', db)
    expect(exitCode).toBe(7)
    const what = `the file ends here; the database knows captures up to byte ${last.offset + last.length}`
    expect(stdout).toContain(`\n  ${join(data, 'archive', file)}#${cut.offset}: ${what}\n`)
  })

  test('reparse says what the archive lacks, and leaves what was loaded from there', async () => {
    const before = await questions(db)
    expect(before).toBe(6)
    await rm(join(data, 'archive', file))
    for (const flags of [['--dry-run'], [], ['--afresh']]) {
      const { exitCode, stderr, stdout } = await reparse(...flags, '--json')
      expect(exitCode).toBe(7)
      const lacks = `${join(data, 'archive')} lacks what the database knows: ${file} (${captures} captures). `
      expect(stderr).toContain(`mondo: ${lacks}`)
      expect(stderr).toContain('What was loaded from there stays as it is')
      expect(JSON.parse(stdout)).toMatchObject({ result: 'done', exitCode: 7, lost: 0 })
    }
    expect(await questions(db)).toBe(before)
  })

  test('reparse names archives of other formats in the folder, and reads the rest', async () => {
    for (const one of ['old.arc.gz', 'page.mhtml']) await writeFile(join(data, 'archive', one), 'x')
    for (const flags of [['--afresh'], ['--dry-run']]) {
      const { exitCode, stderr } = await reparse(...flags)
      expect(exitCode).toBe(2)
      const what = '2 files are of formats that are not read: 1 ARC (old.arc.gz), 1 MHTML (page.mhtml)'
      expect(stderr.split(what)).toHaveLength(2)
    }
    expect(await questions(db)).toBe(6)
  })

  test('reparse refuses where what is gone is not in the database either', async () => {
    const store = await openStore(db)
    await sql`truncate qa.question cascade`.execute(store.db)
    await store.close()
    await rm(join(data, 'archive', file))
    const { exitCode, stderr, stdout } = await reparse('--afresh')
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: '' })
    expect(stderr).toMatch(/^mondo: reparse: \d questions? (?:is|are) neither in the database nor in /)
    expect(stderr).toContain(file)
    expect(await questions(db)).toBe(0)
    // With the file back, nothing is lost.
    await cp(join(whole, 'archive', file), join(data, 'archive', file))
    expect(await reparse('--afresh')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await questions(db)).toBe(6)
  })
})

test('the embedded database of a data folder is asked without --db', async () => {
  const site = await startSampleSite({ questions: 2 })
  const data = await temporaryFolder()
  try {
    await crawl({
      urls: [`${site.url}/`],
      site: 'sample',
      allowPrivate: true,
      check: false,
      rate: 'unlimited',
      data,
    })
  } finally {
    await site.close()
  }
  const [file = ''] = (await readdir(join(data, 'archive'))).filter((one) => one.endsWith('.warc.gz'))
  const bytes = await readFile(join(data, 'archive', file))
  expect(bytes.length).toBeGreaterThan(0)
  expect(await runMondo(['archive', 'verify', '--data', data])).toMatchObject({ exitCode: 0, stderr: '' })
  await rm(join(data, 'archive', file))
  expect(await runMondo(['archive', 'verify', '--data', data])).toMatchObject({
    exitCode: 7,
    stdout: expect.stringContaining(`MISSING ${join(data, 'archive', file)}: `),
  })
}, 30_000)

async function questions(db: string): Promise<number> {
  const store = await openStore(db)
  const { count } = await store.db
    .selectFrom('qa.question')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  await store.close()
  return Number(count)
}
