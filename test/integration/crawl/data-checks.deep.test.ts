/** The data checks after a crawl: a database with wrong rows in it makes no crawl a success. */
import { afterEach, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../../src/database/store.ts'
import { type CrawlSummary, crawl } from '../../../src/index.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { freshUrl, storeNames } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'

let site: SampleSite | null = null
afterEach(async () => {
  await site?.close()
  site = null
})

describe.each(storeNames)('after a crawl into %s', (name) => {
  test('a failed data check ends it with exit code 4; crawl and status name the check', async () => {
    const db = await freshUrl(name)
    const data = await temporaryFolder()
    site = await startSampleSite({ questions: 6 })
    const again = (check?: boolean): Promise<CrawlSummary> =>
      crawl({
        urls: [`${site?.url}/list/new_question`],
        data,
        db,
        site: 'sample',
        rate: 'unlimited',
        allowPrivate: true,
        ...(check === undefined ? {} : { check }),
      })
    expect(await again()).toMatchObject({ result: 'done', exitCode: 0, failedChecks: [] })

    const broken = await withStore(db, async (store) => {
      const answer = await store.db.selectFrom('qa.answer').selectAll().limit(1).executeTakeFirstOrThrow()
      await store.db
        .updateTable('qa.answer')
        .set({ gone_at: answer.changed_at })
        .where('site', '=', answer.site)
        .where('question_id', '=', answer.question_id)
        .where('answer_key', '=', answer.answer_key)
        .execute()
      return await store.db
        .selectFrom('qa.reply')
        .select('ordinal')
        .where('question_id', '=', answer.question_id)
        .where('answer_key', '=', answer.answer_key)
        .execute()
    })
    const failedChecks = [
      { name: 'answer-count', offending: 1 },
      ...(broken.length === 0 ? [] : [{ name: 'reply-without-answer', offending: broken.length }]),
    ]
    const failed = await again()
    expect(failed).toMatchObject({ result: 'gate', exitCode: 4, failedChecks })

    const status = await runMondo(['status', '--db', db])
    expect(status.stderr).toContain(
      'the data check answer-count failed: 1 row. Look at them with: mondo check',
    )
    await withStore(db, async (store) => {
      const run = await store.db
        .selectFrom('crawl.run')
        .select(['result', 'exit_code', 'summary'])
        .where('run_id', '=', failed.runId)
        .executeTakeFirstOrThrow()
      expect(run).toMatchObject({ result: 'gate', exit_code: 4, summary: { exitCode: 4, failedChecks } })
    })
    expect(await again(false)).toMatchObject({ result: 'done', exitCode: 0, failedChecks: [] })
  })
})

async function withStore<T>(db: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(db)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
