/** `markup-in-text` on sites about programming, where texts quote HTML: silent as long as they always have, and not when it is new. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { runChecks } from '../../../src/analyse/run-checks.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const topics = ['list', 'table', 'form', 'menu', 'dialog', 'grid', 'header', 'footer', 'button', 'label']
const topic = (index: number) => `${topics[index % topics.length]} ${index}`

/** A thread about the markup of a page, or about a program. Every text is another one. */
function thread(index: number, isAboutHtml: boolean): QuestionPage {
  const about = topic(index)
  const code = isAboutHtml
    ? `I wrote <div class="${about}"><b>${index}</b></div> and it does not show.`
    : `I call render("${about}") => { print("a${index % 8 === 0 ? '\\n' : ''}"); } and nothing comes.`
  return aPage({
    questionId: `${1_000 + index}`,
    title: `How do I centre the ${about}?`,
    body: `My ${about} is not in the middle of the page. ${code} What is wrong?`,
    answers: [
      anAnswer('1', {
        isBest: true,
        body: `Use a flex container for the ${about}. ${code.slice(0, 30)} is not enough.`,
      }),
      anAnswer('2', {
        body: `Have a look at the rule of the ${about} in your style sheet, () or {} may be missing.`,
      }),
    ],
  })
}

const isHtml = (share: number) => (index: number) => (index * 7) % 10 < share * 10

describe.each(storeNames)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  /** 40 threads, and 30 a month later: how many of ten are about HTML, and what is done to the texts of the later ones. */
  const found = async (before: number, later: number, ...changes: readonly string[]) => {
    await emptyTables(store.db)
    const pages = Array.from({ length: 70 }, (_, index) =>
      thread(index, isHtml(index < 40 ? before : later)(index)),
    )
    await loadPages(store.db, pages.slice(0, 40), { capturedAt: '2026-10-01T00:00:00Z' })
    await loadPages(store.db, pages.slice(40), { capturedAt: '2026-11-01T00:00:00Z' })
    for (const change of changes) await sql.raw(change).execute(store.db)
    const result = (await runChecks(store, { names: ['markup-in-text'] }))[0]
    return (result?.examples ?? []).map(({ what }) => what)
  }
  const isLater = "changed_at > '2026-10-15'"

  test.each([
    [0, 0],
    [0.3, 0.3],
    [0.3, 0.7],
    [0.7, 0.3],
    [1, 1],
  ])('is silent where %d of the threads were about HTML, and %d are', async (before, later) => {
    expect(await found(before, later)).toEqual([])
  })

  test('is silent where one thread of a day is about HTML for the first time', async () => {
    expect(
      await found(0, 0, `update qa.answer set body = '<b>' || body || '</b>' where question_id = '1050'`),
    ).toEqual([])
  })

  test.each([
    ['texts are HTML', `'<p>' || body || '</p>'`, ['HTML alone']],
    ['lines end in <br>', `replace(body, '. ', '.<br>')`, ['line breaks as <br>']],
    [
      'quotes and brackets are character references',
      `replace(replace(body, '"', '&quot;'), '>', '&gt;') || '&nbsp;'`,
      ['references'],
    ],
    ['line breaks are escapes', `body || '\\n'`, ['escapes']],
  ])('speaks where %s since the last day', async (_, to, kinds) => {
    for (const share of [0, 0.3]) {
      const what = await found(share, share, `update qa.answer set body = ${to} where ${isLater}`)
      expect(what).toEqual(expect.arrayContaining(kinds))
    }
  })

  test('speaks where all texts are HTML from the first day on', async () => {
    const wrapped = (table: string) =>
      `update qa.${table} set body = '<div class="post"><p>' || body || '</p></div>'`
    expect(await found(0.3, 0.3, wrapped('question'), wrapped('answer'))).toContain('HTML alone')
    const escaped = (table: string) => `update qa.${table} set body = replace(body, ' ', '&nbsp;')`
    expect(await found(0.3, 0.3, escaped('question'), escaped('answer'))).toContain('references')
  })
})
