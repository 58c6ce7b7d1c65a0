import { expect, test } from 'vitest'
import { crawl, openDatabase } from '../../../src/index.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { temporaryFolder } from './sample-crawl.ts'

test('the library crawls with the flags in camelCase, and gives what crawl --json prints', async () => {
  const data = await temporaryFolder()
  const site = await startSampleSite({ questions: 8 })
  try {
    const summary = await crawl({
      urls: [`${site.url}/list/new_question`],
      data,
      db: `pglite:${data}/db`,
      site: 'sample',
      follow: 'related,list',
      rate: 'unlimited',
      concurrency: 2,
      maxTime: '1m',
      allowPrivate: true,
    })
    expect(Object.keys(summary)).toEqual(
      expect.arrayContaining([
        'runId',
        'result',
        'exitCode',
        'requests',
        'bytes',
        'outcomes',
        'questions',
        'answers',
        'due',
        'hosts',
      ]),
    )
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, questions: 8 })
    const db = await openDatabase(`pglite:${data}/db`)
    const questions = await db.selectFrom('qa.question').select('question_id').execute()
    await db.destroy()
    expect(questions).toHaveLength(8)
  } finally {
    await site.close()
  }
})

test('the library refuses a public host without a contact before it opens anything', async () => {
  await expect(crawl({ urls: ['https://okwave.jp/'], data: '/nowhere' })).rejects.toMatchObject({
    code: 'usage',
  })
})
