/** Every data check finds what it is for, in a scratch database where the constraints that would stop it are dropped. */
import { readdir } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CheckResult, runChecks } from '../../../src/analyse/run-checks.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore, freshUrl } from '../stores.ts'
import { corruptions } from './corruptions.ts'
import { laterCorruptions } from './later-corruptions.ts'

const capturedAt = new Date('2026-11-01T00:00:00Z')

/** What a machine makes of Japanese text that it reads in the wrong encoding. */
const misread = (encoding: string, bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes)
const text = '部屋干しのにおいを防ぐ方法はありますか。'.repeat(3)
const asUtf8 = new TextEncoder().encode(text)
// Encoders of EUC-JP and Shift_JIS are not in Node: the same sentence, by hand for two kana over and over.
const eucJp = new Uint8Array(Array.from({ length: 40 }, () => [0xa4, 0xa2, 0xa4, 0xab]).flat())
const shiftJis = new Uint8Array(Array.from({ length: 40 }, () => [0x83, 0x4a, 0x82, 0xa0]).flat())

interface Breakage {
  readonly check: string
  readonly what: string
  /** SQL, one statement each. */
  readonly by: readonly string[]
  /** Offending rows that come of it; 1 unless given. */
  readonly rows?: number
}

const version = (table: string, keys: string) => [
  `drop table if exists qa.${table} cascade`,
  `create table qa.${table} (site text, question_id text, ${keys} valid_from timestamptz, valid_to timestamptz)`,
]
const versions = [
  ...version('question_version', ''),
  ...version('answer_version', 'answer_key text,'),
  ...version('reply_version', 'answer_key text, kind text, ordinal int,'),
  ...version('related_question_version', 'rank int,'),
]

const body = (value: string) => [`update qa.question set body = '${value.replaceAll("'", "''")}'`]

const breakages: readonly Breakage[] = [
  {
    check: 'answer-count',
    what: 'an answer too few',
    by: ["update qa.answer set gone_at = changed_at where answer_key = '1'"],
  },
  {
    check: 'answer-count',
    what: 'no answer at all',
    by: ['update qa.reply set gone_at = changed_at', 'update qa.answer set gone_at = changed_at'],
  },
  {
    check: 'orphans',
    what: 'everything under a question that is not there',
    by: ['delete from qa.question'],
    rows: 7,
  },
  {
    check: 'orphans',
    what: 'a page loaded as a question that is not there',
    by: [
      `insert into crawl.page (site, path, origin, host_group, kind, discovered_at, question_id)
       values ('sample', '/qa/q9.html', 'https://sample.example', 'sample.example', 'question', now(), '9')`,
    ],
  },
  {
    check: 'reply-without-answer',
    what: 'an answer that has gone',
    by: ["update qa.answer set gone_at = changed_at where answer_key = '2'"],
  },
  {
    check: 'reply-without-answer',
    what: 'an answer that never was',
    by: ["delete from qa.answer where answer_key = '2'"],
  },
  { check: 'two-best-answers', what: 'two', by: ['update qa.answer set is_best = true'] },
  { check: 'solved-without-best-answer', what: 'none', by: ['update qa.answer set is_best = false'] },
  { check: 'best-answer-unsolved', what: 'an open question', by: ["update qa.question set status = 'open'"] },
  { check: 'answer-number-twice', what: 'the same number', by: ['update qa.answer set answer_number = 1'] },
  {
    check: 'future-times',
    what: 'a row seen tomorrow',
    by: ["update qa.reply set changed_at = now() + interval '1 day' where answer_key = ''"],
  },
  {
    check: 'posted-in-future',
    what: 'a post after it was seen',
    by: ["update qa.question set posted_at = '2026-11-02T00:00:01Z'"],
  },
  {
    check: 'posted-in-future',
    what: 'a day after it was seen',
    by: ["update qa.answer set posted_on = '2026-11-03' where answer_key = '1'"],
  },
  {
    check: 'times-in-order',
    what: 'gone before it was seen',
    by: ["update qa.related_question set gone_at = '2026-10-31Z' where rank = 1"],
  },
  {
    check: 'times-in-order',
    what: 'changed before it was seen',
    by: ["update qa.question set changed_at = '2026-10-31Z'"],
  },
  {
    check: 'empty-question',
    what: 'no text',
    by: [...body('　\n \t'), "update qa.question set image_urls = '{}'"],
  },
  { check: 'empty-question', what: 'no title', by: ["update qa.question set title = ''"] },
  {
    check: 'empty-answer',
    what: 'no text',
    by: ["update qa.answer set body = E'\\u3000' where answer_key = '1'"],
  },
  {
    check: 'empty-answer',
    what: 'a reply without text',
    by: ["update qa.reply set body = '' where answer_key = ''"],
  },
  {
    check: 'replacement-characters',
    what: 'a text full of them',
    by: body('部屋\ufffdしの\ufffd\ufffdおい'),
  },
  { check: 'mojibake', what: 'UTF-8 read as Shift_JIS', by: body(misread('shift_jis', asUtf8)) },
  { check: 'mojibake', what: 'UTF-8 read as windows-1252', by: body(misread('windows-1252', asUtf8)) },
  { check: 'mojibake', what: 'EUC-JP read as windows-1252', by: body(misread('windows-1252', eucJp)) },
  { check: 'mojibake', what: 'Shift_JIS read as windows-1252', by: body(misread('windows-1252', shiftJis)) },
  {
    check: 'mojibake',
    what: 'Portuguese read as windows-1252',
    by: body(
      misread(
        'windows-1252',
        new TextEncoder().encode('Como é que não há solução? A configuração está à mão.'),
      ),
    ),
  },
  {
    check: 'broken-lineage',
    what: 'an unknown capture',
    by: ["update qa.question set capture_id = 'urn:uuid:none'"],
  },
  {
    check: 'overlapping-history',
    what: 'a version that begins before the last has ended',
    by: [
      ...versions,
      "insert into qa.question_version values ('s', '1', '2026-01-01', '2026-02-01'), ('s', '1', '2026-01-31', null)",
      "insert into qa.question_version values ('s', '2', '2026-01-01', '2026-02-01'), ('s', '2', '2026-02-01', null)",
    ],
  },
  {
    check: 'overlapping-history',
    what: 'two versions that have not ended, and two that end before they begin',
    by: [
      ...versions,
      "insert into qa.answer_version values ('s', '1', '1', '2026-01-01', null), ('s', '1', '1', '2026-02-01', null)",
      "insert into qa.reply_version values ('s', '1', '', 'thanks', 1, '2026-02-01', '2026-01-01')",
      "insert into qa.related_question_version values ('s', '1', 1, '2026-02-01', '2026-01-01')",
    ],
    rows: 3,
  },
]

const found = async (store: Store, ...names: readonly string[]) =>
  (await runChecks(store, names.length === 0 ? {} : { names })).filter(({ offending }) => offending > 0)

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
    await dropConstraints(store.db)
  })

  test('rows as old as their capture pass, even if the clock was set back since', async () => {
    await emptyTables(store.db)
    const later = new Date(Date.now() + 3_600_000)
    await loadPages(store.db, [aPage()], { capturedAt: later })
    expect((await found(store)).map((each) => each.name)).toContain('future-times')
    await store.db
      .insertInto('crawl.capture')
      .values({
        capture_id: 'urn:uuid:1',
        site: 's',
        path: '/',
        url: 'https://s/',
        captured_at: later,
        status: 200,
        warc_file: 'a',
        warc_offset: 0,
        warc_length: 1,
        payload_digest: 'd',
        body_bytes: 1,
      })
      .execute()
    expect((await found(store)).map((each) => each.name)).not.toContain('future-times')
  })

  test.each(breakages)('$check finds $what', async ({ check, by, rows = 1 }) => {
    await emptyTables(store.db)
    await loadPages(store.db, [aPage()], { capturedAt })
    expect(await found(store, check)).toEqual([])
    for (const statement of by) await sql.raw(statement).execute(store.db)
    const [result] = await found(store, check)
    expect(result).toMatchObject({
      result: result?.severity === 'error' ? 'failed' : 'warned',
      offending: rows,
      description: expect.stringMatching(/^[A-Z].*\.$/),
    })
    expect(Object.keys(result?.examples[0] ?? {})).toContain('site')
  })

  test('a few questions that quote mojibake are tolerated', async () => {
    await emptyTables(store.db)
    const quoting = aPage({ body: `${misread('shift_jis', asUtf8)} と表示されます。` })
    const others = Array.from({ length: 100 }, (_, i) => aPage({ questionId: `${i + 1000}` }))
    await loadPages(store.db, [quoting, ...others], { capturedAt })
    expect(await found(store)).toEqual([])
  })

  test('answers of made-up words, which go with no question, are not answers of others', async () => {
    await emptyTables(store.db)
    let seed = 1
    const drawn = (below: number) => {
      seed = (seed * 48_271) % 0x7fffffff
      return seed % below
    }
    const word = () => String.fromCodePoint(0x4e00 + drawn(400), 0x5e00)
    const words = (count: number) => Array.from({ length: count }, word).join('、')
    const pages = Array.from({ length: 150 }, (_, i) =>
      aPage({
        questionId: `${i + 1000}`,
        title: words(4),
        body: words(8),
        answers: [anAnswer('1', { body: words(30) })],
      }),
    )
    await loadPages(store.db, pages, { capturedAt })
    expect((await found(store)).map(({ name }) => name)).not.toContain('answers-of-others')
  })

  test('text in other languages and symbols is not mojibake', async () => {
    await emptyTables(store.db)
    const bodies = [
      'Não há solução: a manhã, «são João», ação e coração. Où est-ce que ça a été créé, à Zürich?',
      '価格は¥1,980です。縺れた糸をほどく方法を教えてください。繧繝縁の畳について。',
      '€ 5, £ 3, ¥ 200, 100 ¤; f(x) = ƒ(x)',
    ]
    await loadPages(
      store.db,
      bodies.map((each, i) => aPage({ questionId: `${i}`, body: each })),
      { capturedAt },
    )
    expect(await found(store)).toEqual([])
  })

  test('replies in French that end with é and a sign are not mojibake', async () => {
    await emptyTables(store.db)
    const comments = ['Réglé\u00a0!', 'Désolé…', '«\u00a0Réglé\u00a0»', 'C’est l’été’', '“Raté”', 'Motivé·e']
    await loadPages(
      store.db,
      comments.map((each, i) => aPage({ questionId: `${i + 1000}`, replies: [aReply('comment', each)] })),
      { capturedAt },
    )
    expect(await found(store)).toEqual([])
  })

  test('characters that are not seen may stand where a language has them', async () => {
    await emptyTables(store.db)
    const bodies = [
      'ฉันอยากทราบว่าทำอาหารนี้อย่างไร'.replaceAll(/(....)/g, '$1\u200b'),
      'ຂ້ອຍຢາກຮູ້ວິທີເຮັດອາຫານນີ້'.replaceAll(/(....)/g, '$1\u200b'),
      'ဒီဟင်းကိုဘယ်လိုချက်ရမလဲ။'.replaceAll(/(....)/g, '$1\u200b'),
      'ខ្ញុំចង់ដឹងថាតើធ្វើម្ហូបនេះយ៉ាងដូចម្តេច។'.replaceAll(/(....)/g, '$1\u200b'),
      'כיצד אני מבשל אורז \u200e(rice)\u200e בבית?\u200f',
      'كيف أطبخ الأرز \u200e(rice)\u200e في البيت؟\u200f',
    ]
    await loadPages(
      store.db,
      bodies.map((each, i) => aPage({ questionId: `${i + 1000}`, body: each })),
      { capturedAt },
    )
    expect(await found(store)).toEqual([])
    // The same characters in Japanese text are an error.
    for (const unseen of ['\u200b', '\u200e', '\u200f']) {
      await sql`update qa.question set body = regexp_replace('部屋干しのにおいを防ぐ方法はありますか。', '(....)', '\\1' || ${unseen}::text, 'g')`.execute(
        store.db,
      )
      expect((await found(store)).map((each) => each.name)).toContain('replacement-characters')
    }
  })

  test('texts that end with the signs of their language are whole', async () => {
    await emptyTables(store.db)
    const ends = ['؟', '۔', '।', '॥', '။', '።', '។', '៕']
    const bodies = ends.flatMap((end) =>
      [1, 2].map(
        (times) =>
          `${'αβγδε ζηθικ '.repeat(times + ends.indexOf(end))}${end} ${'λμνξο '.repeat(3 * times)}${end}`,
      ),
    )
    await loadPages(
      store.db,
      bodies.map((each, i) => aPage({ questionId: `${i + 1000}`, title: `${i} ${each}`, body: each })),
      { capturedAt },
    )
    expect((await found(store)).map((each) => each.name)).not.toContain('cut-text')
    // Without the last sign, they are cut: a sentence before it ended with one.
    await sql`update qa.question set body = left(body, length(body) - 2)`.execute(store.db)
    expect((await found(store)).map((each) => each.name)).toContain('cut-text')
  })

  test('thanks that begin as thanks do are no label', async () => {
    await emptyTables(store.db)
    const openings = ['ありがとうございます。', '有難うございました。', '有り難うございます。', 'Thank you! ']
    const rest = [
      '窓',
      '洗剤',
      '夜',
      '扇風機',
      '朝',
      '除湿機',
      '乾燥機',
      '部屋',
      '週末',
      '子供',
      '制服',
      '柔軟剤',
    ]
    const load = async (opening: string) => {
      await emptyTables(store.db)
      await loadPages(
        store.db,
        rest.map((each, i) =>
          aPage({
            questionId: `${i + 1000}`,
            answers: [anAnswer('1', { replies: [aReply('thanks', `${opening}${each}を試してみます。`)] })],
            answerCount: 1,
          }),
        ),
        { capturedAt },
      )
      return (await found(store)).find((each) => each.name === 'same-label')?.examples
    }
    for (const opening of openings) expect(await load(opening)).toBeUndefined()
    expect(await load('質問者からのお礼\n')).toMatchObject([{ what: 'thanks that begin with 質問者か' }])
  })

  test('rows that are gone or incomplete are not checked as complete ones', async () => {
    await emptyTables(store.db)
    const page = aPage({
      answerCount: 9,
      complete: false,
      answers: [anAnswer('1')],
      nextPageUrl: 'https://sample.example/qa/q101.html?p=2',
    })
    await loadPages(store.db, [page, aPage({ questionId: '7' })], { capturedAt })
    await sql`update qa.question set gone_at = changed_at, body = '', status = 'solved' where question_id = '7'`.execute(
      store.db,
    )
    await sql`update qa.answer set is_best = false where question_id = '7'`.execute(store.db)
    expect(await found(store)).toEqual([])
  })
})

test('every check has a test case that trips it', async () => {
  const files = await readdir(new URL('../../../sql/checks/', import.meta.url))
  const tripped = new Set(
    [...breakages, ...corruptions, ...laterCorruptions].map(({ check }) => `${check}.sql`),
  )
  expect([...tripped].sort()).toEqual(files.sort())
})

describe('mondo check', () => {
  test('passes a sound database, and exits with 4 otherwise', async () => {
    const url = await freshUrl('pglite')
    const store = await openStore(url)
    await loadPages(store.db, [aPage()], { capturedAt })
    await store.close()
    const sound = await runMondo(['check', '--db', url, '--json'])
    expect(sound).toMatchObject({ exitCode: 0, stderr: '' })
    const { passed, checks } = JSON.parse(sound.stdout)
    expect(passed).toBe(true)
    expect(checks.map(({ result }: CheckResult) => result)).not.toContain('failed')

    const again = await openStore(url)
    await sql`update qa.question set answer_count = 5`.execute(again.db)
    await again.close()
    const broken = await runMondo(['check', '--db', url])
    expect(broken).toMatchObject({ exitCode: 4, stderr: '' })
    expect(broken.stdout).toMatch(/^check +result +rows\nanswer-count +failed +1\n/)
    expect(broken.stdout).toMatch(
      /\nanswer-count: A question .*\nsite +question_id +declared +found\nsample +101 +5 +2\n/,
    )
  })

  test('passes with warnings alone', async () => {
    const url = await freshUrl('pglite')
    const store = await openStore(url)
    await loadPages(store.db, [aPage({ answers: [anAnswer('1')], answerCount: 1 })], { capturedAt })
    await store.close()
    const said = await runMondo(['check', '--db', url])
    expect(said.exitCode).toBe(0)
    expect(said.stdout).toMatch(/solved-without-best-answer +warned +1\n/)
  })
})

/** Foreign keys, unique indexes and CHECKs of qa; primary keys stay, the loader wants them. */
async function dropConstraints(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
    from pg_constraint where connamespace = 'qa'::regnamespace and contype in ('f', 'c')
    union all
    select format('drop index %s', i.indexrelid::regclass) from pg_index i
    join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'qa'::regnamespace and i.indisunique and not i.indisprimary`.execute(db)
  for (const { statement } of rows) await sql.raw(statement).execute(db)
}
