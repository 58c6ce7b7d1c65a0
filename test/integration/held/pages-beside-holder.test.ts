/** `mondo report` and `mondo browse` through the holder of an embedded database say what they say of one that nobody holds. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createBrowser } from '../../../src/analyse/browse/browser.ts'
import { listings } from '../../../src/analyse/browse/listings.ts'
import { readReport } from '../../../src/analyse/report/read-report.ts'
import { reportFile } from '../../../src/analyse/report/report-page.ts'
import { crawl } from '../../../src/app/open-crawl.ts'
import { openPgliteStore, type PgliteStore } from '../../../src/database/pglite-store.ts'
import { openStoreToRead } from '../../../src/database/store.ts'
import { silent } from '../../../src/model/log.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
const now = new Date('2026-12-01T00:00:00Z')
const lastRun = { runId: null, since: null, until: null }
/** When it was made: the one thing in which two reports of the same run differ. */
const readAt = /Read at <time[^<]*<\/time> UTC/

let holder: PgliteStore
let beside: PgliteStore
let reportBefore: string
beforeAll(async () => {
  const site = await startSampleSite({ questions: 6 })
  await crawl({ urls: [`${site.url}/`], allowPrivate: true, site: 'sample', rate: 'unlimited', data })
  await site.close()
  reportBefore = await report('before.html')
  holder = await openPgliteStore(join(data, 'db'))
  afterThisFile(() => holder.close())
  const store = await openStoreToRead(`pglite:${data}/db`, {}, undefined, { besideHolder: true })
  if (store.kind !== 'pglite') throw new Error('another store')
  beside = store
  afterThisFile(() => beside.close())
})

async function report(name: string): Promise<string> {
  const out = join(folder.path, name)
  const said = await runMondo(['report', '--out', out, '--data', data])
  expect(said).toMatchObject({ exitCode: 0, stderr: '' })
  return (await readFile(out, 'utf8')).replace(readAt, '')
}

test('the report of the command is the same before and while the database is held', async () => {
  expect(beside.holder).not.toBeNull()
  expect(reportBefore).toContain('<dt>questions here</dt><dd>6</dd>')
  expect(await report('held.html')).toBe(reportBefore)
  const [own, through] = await Promise.all(
    [holder, beside].map(async (store) => await readReport(store, lastRun, now)),
  )
  if (own === null || own === undefined || through === null || through === undefined)
    throw new Error('no report')
  expect(await reportFile(through)).toBe(await reportFile(own))
})

test('every page and every list of browse is the same, over the same archive', async () => {
  const notRead = () => {
    throw new Error('no capture is read')
  }
  const archive = { read: notRead, explain: notRead }
  const [own, through] = [holder, beside].map((store) =>
    createBrowser({ store, archive, clock: { now: () => now }, log: silent }),
  )
  if (own === undefined || through === undefined) throw new Error('no browser')
  const person = await holder.db
    .selectFrom('qa.person')
    .select(['site', 'name'])
    .orderBy('name')
    .executeTakeFirstOrThrow()
  const { question_id: id } = await holder.db
    .selectFrom('qa.question')
    .select('question_id')
    .orderBy('question_id')
    .executeTakeFirstOrThrow()
  const given = new URLSearchParams({ ...person, id, q: '方法' })
  const lists = Object.keys(listings).flatMap((name) =>
    ['csv', 'json', 'sql'].map((format) => `/${name}.${format}?${given}`),
  )
  const seen = new Set([
    '/',
    `/?${given}`,
    `/question?${given}`,
    `/history?${given}`,
    `/lineage?${given}`,
    `/person?${given}`,
    '/people',
    '/checks',
    '/checks.json',
    '/crawl',
    '/run',
    ...lists,
  ])
  for (const path of seen) {
    const said = await Promise.all(
      [own, through].map(async (browse) => {
        const response = await browse(new Request(new URL(path, 'http://localhost/')))
        return { status: response.status, body: await response.text() }
      }),
    )
    expect([path, said[0]?.status]).toEqual([path, 200])
    expect([path, said[1]]).toEqual([path, said[0]])
  }
})
