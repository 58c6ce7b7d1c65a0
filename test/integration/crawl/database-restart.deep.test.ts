/** A database that restarts under a crawl: the crawl waits for it, and nothing is lost or requested twice. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { crawl } from '../../../src/index.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { ChaosPostgres } from '../../chaos/postgres.ts'
import { temporaryFolder } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

test('a crawl outlasts a restart of its database', async () => {
  const site = await startSampleSite({ questions: 60 })
  const folder = await temporaryFolder()
  const server = await ChaosPostgres.start(join(folder, 'pg'))
  try {
    await server.createDatabase('restarted')
    const db = server.url('restarted')
    const warnings: string[] = []
    let restart: Promise<void> | null = null
    const summary = await crawl(
      {
        urls: [`${site.url}/`],
        site: 'sample',
        allowPrivate: true,
        check: false,
        rate: 50,
        data: folder,
        db,
        dbWait: 300,
      },
      {
        log: {
          debug: () => undefined,
          info: () => undefined,
          warn: (_, message) => void warnings.push(message),
        },
        observer: {
          progressed: ({ visited }) => {
            if (visited >= 10) restart ??= server.restart()
          },
        },
      },
    )
    await restart
    expect(restart).not.toBeNull()
    expect(summary).toMatchObject({ result: 'done', exitCode: 0, questions: 60, due: 0 })
    expect(warnings).toContain('the database went away: waiting up to 300 s for it')

    const store = await openStore(db)
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
    const runs = await store.db.selectFrom('crawl.run').select(['result', 'ended_at']).execute()
    expect(runs).toEqual([{ result: 'done', ended_at: expect.any(Date) }])
    await store.close()
    const asked = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
    expect(asked.length).toBe(new Set(asked).size)
  } finally {
    await server.stop()
    await site.close()
  }
})
