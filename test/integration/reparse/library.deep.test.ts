/** The library's `reparse()`: its sources, its dry run, how it is stopped, and what it resolves with. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { crawl, reparse } from '../../../src/index.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshUrl } from '../stores.ts'

let site: SampleSite
let from: { readonly data: string; readonly db: string }

beforeAll(async () => {
  site = await startSampleSite({ questions: 6 })
  from = { data: await temporaryFolder(), db: await freshUrl('postgres 15') }
  await crawl({
    urls: [`${site.url}/`],
    site: 'sample',
    allowPrivate: true,
    check: false,
    rate: 'unlimited',
    ...from,
  })
})
afterAll(() => site.close())

async function questionsIn(db: string): Promise<number> {
  const store = await openStore(db)
  const rows = await store.db.selectFrom('qa.question').select('question_id').execute()
  await store.close()
  return rows.length
}

describe('reparse()', () => {
  test("finds nothing to change in what today's parser has loaded", async () => {
    const report = await reparse(from)
    expect(report).toMatchObject({
      result: 'done',
      exitCode: 0,
      unchanged: 6,
      changed: 0,
      new: 0,
      failures: [],
    })
    expect(report.rows.question).toMatchObject({ inserted: 0, changed: 0, unchanged: 6 })
  })

  test('fills an empty database from the archive', async () => {
    const db = await freshUrl('postgres 15')
    const report = await reparse({ ...from, db })
    expect(report).toMatchObject({ result: 'done', exitCode: 0, new: 6 })
    expect(report.rows.question).toMatchObject({ inserted: 6 })
    expect(await questionsIn(db)).toBe(6)
  })

  test('writes nothing in a dry run, not even the run', async () => {
    const db = await freshUrl('postgres 15')
    const report = await reparse({ ...from, db, dryRun: true })
    expect(report).toMatchObject({ result: 'done', exitCode: 0, runId: null, new: 6 })
    expect(await questionsIn(db)).toBe(0)
  })

  test('a dry run sees a row that was changed by hand, whatever its digest says', async () => {
    const db = await freshUrl('postgres 15')
    await reparse({ ...from, db })
    const store = await openStore(db)
    const { question_id: questionId } = await store.db
      .updateTable('qa.question')
      .set({ title: '手で書いた題' })
      .where('question_id', '=', (ids) =>
        ids.selectFrom('qa.question').select((q) => q.fn.min('question_id').as('id')),
      )
      .returning('question_id')
      .executeTakeFirstOrThrow()
    await store.close()
    const report = await reparse({ ...from, db, dryRun: true })
    expect(report).toMatchObject({ changed: 1, unchanged: 5 })
    expect(report.fields).toMatchObject([
      { field: 'title', records: 1, samples: [{ questionId, before: '手で書いた題' }] },
    ])
  })

  test('reads saved pages, and names the file that it could not read', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'saved'))
    await writeFile(join(folder, 'saved/404.html'), '<title>404</title><p>Not a question.</p>')
    const missing = join(folder, 'missing.html')
    const report = await reparse({ ...from, paths: [join(folder, 'saved'), missing] })
    expect(report).toMatchObject({ result: 'done', exitCode: 2, pages: 1, rejected: 0 })
    expect(report.failures).toMatchObject([
      { code: 'unreadable-input', message: expect.stringContaining(missing) },
    ])
  })

  test('stopped before it begins, it reads nothing and rejects nothing', async () => {
    const report = await reparse({ ...from, dryRun: true }, { signal: AbortSignal.abort() })
    expect(report).toMatchObject({ result: 'stopped', exitCode: 130, pages: 0 })
  })

  test.each([
    ['rejected pages of given paths', { rejected: true, paths: ['saved'] }, /rejected takes no paths/],
    ['a new start of a dry run', { afresh: true, dryRun: true }, /whole archive/],
  ] as const)('refuses %s', async (_, input, message) => {
    await expect(reparse({ ...from, ...input })).rejects.toMatchObject({ code: 'usage' })
    await expect(reparse({ ...from, ...input })).rejects.toThrow(message)
  })
})
