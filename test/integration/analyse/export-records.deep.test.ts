/** `mondo export --format records`: what `mondo load` takes, and makes the same rows of. */
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { runSql } from '../../../src/analyse/run-sql.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { closing } from '../../../src/model/closing.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { fillSampleDatabase } from '../load/sample-database.ts'
import { loadedTables } from '../load/tables.ts'
import { freshStore, freshUrl, storeNames } from '../stores.ts'

const folder = temporaryFolder()
const all = { format: 'records', since: null, tables: null, pseudonymKey: null } as const

/** Values that pages seldom have, and may have. */
const oddText = `"q", 'a'\\n \\u0000 \\ud800 %00\t\u2028\u202e𠮷👩‍🍳\u200b\u00a0 <b>&amp;</b>\n\u3000=1+1`
const oddPage = aPage({
  site: 'odd.example',
  questionId: 'あ/い?b=%20&c#"d',
  url: 'https://odd.example/q?a=%E3%81%82&b="c"',
  aliases: ['https://m.odd.example/q/1', 'https://odd.example/%22'],
  title: oddText.replaceAll('\n', ' '),
  body: oddText,
  status: 'unknown',
  categories: ['', 'a,b', '{"c"}', 'null', 'NULL', '\\'],
  asker: { name: "O'Hara \\ NULL", url: null, bestAnswerRate: null },
  postedAt: '9999-12-31T23:59:59.999Z',
  answerCount: 2_147_483_647,
  thanksCount: -2_147_483_648,
  complete: false,
  nextPageUrl: 'https://odd.example/q?page=2',
  layout: 'own/2020 é',
  imageUrls: ['data:image/png;base64,AA==', 'https://odd.example/a,b.png'],
  answers: [
    anAnswer('t:0123-2', {
      number: null,
      body: '',
      imageUrls: ['https://odd.example/{x}.png'],
      postedAt: '1980-01-01',
      author: null,
    }),
    anAnswer('999999', {
      number: 999_999,
      body: oddText,
      postedAt: '2026-02-28T00:00:00.001+14:00',
      author: {
        name: ' ',
        url: 'https://odd.example/u/%00',
        bestAnswerRate: { percent: 33, best: 1, answers: 3 },
      },
      replies: [aReply('comment', 'null'), aReply('comment', '')],
    }),
  ],
  related: [
    { rank: 1, questionId: null, url: null, title: '', excerpt: '' },
    {
      rank: 3,
      questionId: '0',
      url: 'https://odd.example/q?a=0',
      title: oddText.replaceAll('\n', ' '),
      excerpt: null,
    },
  ],
  checks: [{ code: 'text-repaired', severity: 'warning', message: oddText }],
})

/** Everything that analysts read, but what the site no longer has: `mondo load` has no line for that. */
async function rowsOf(store: Store, gone: string) {
  const rows: Record<string, unknown> = {}
  for (const table of loadedTables) {
    rows[table] = (
      await runSql(store, `select * from qa.${table} t where question_id <> '${gone}' order by t::text`)
    ).rows
  }
  return rows
}

describe.each(storeNames)('from %s', (name) => {
  let store: Store
  let gone: string
  beforeAll(async () => {
    store = await freshStore(name)
    await fillSampleDatabase(store)
    await loadPages(store.db, [oddPage], { capturedAt: '2026-11-05T00:00:00.123Z' })
    await loadPages(store.db, [{ ...oddPage, title: `${oddPage.title}?` }], {
      capturedAt: '2026-11-06T00:00:00Z',
    })
    const { rows } = await runSql(
      store,
      "select question_id from qa.question where gone_reason = 'page-gone'",
    )
    gone = String(rows[0]?.[0])
  })

  test.each(storeNames)('to %s and back, every row of qa is the same', async (other) => {
    const expected = await rowsOf(store, gone)
    const first = `${folder.path}/${name}-${other}-there`
    await exportTables(store, { ...all, out: first })
    const url = await freshUrl(other)
    expect(await runMondo(['load', `${first}/records.jsonl`, '--db', url])).toMatchObject({
      exitCode: 0,
      stderr: '',
    })
    await using there = closing(await openStore(url))
    expect(await rowsOf(there, gone)).toEqual(expected)
    const second = `${folder.path}/${name}-${other}-back`
    await exportTables(there, { ...all, out: second })
    const records = async (at: string) =>
      (await readFile(`${at}/records.jsonl`, 'utf8'))
        .split('\n')
        .filter((line) => !line.includes(`q${gone}.`))
    const [before, after] = [await records(first), await records(second)]
    expect(after.filter((line) => !before.includes(line))).toHaveLength(0)
    expect(after).toHaveLength(before.length)
  })

  test('tables and pseudonyms are refused, because a record is whole', async () => {
    const out = `${folder.path}/${name}-refused`
    await expect(exportTables(store, { ...all, out, tables: ['question'] })).rejects.toMatchObject({
      code: 'usage',
    })
    await expect(exportTables(store, { ...all, out, pseudonymKey: 'k'.repeat(32) })).rejects.toMatchObject({
      code: 'usage',
    })
  })
})
