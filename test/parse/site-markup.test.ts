/**
 * Pages in the markup of the bundled sites, changed as sites change them: a class that is called otherwise, a new box around
 * something, one less, a notice. What a reader sees stays the same, so the record is right, or says that something is wrong.
 */
import { load } from 'cheerio/slim'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { draws } from '../draws.ts'
import { type ShownQuestion, type SiteMarkup, siteMarkups } from './site-markup.ts'

const word = fc.constantFrom(
  '弁当箱',
  'におい',
  '回答',
  'ありがとう',
  '鍋',
  'ベスト',
  'lid',
  'kettle',
  '質問',
  '昨日',
  '3',
)
const text = fc.array(word, { minLength: 3, maxLength: 9 }).map((words) => `${words.join(' ')}。`)
const name = fc.integer({ min: 100, max: 999_999 }).map((number) => `user_${number}`)
const answer = fc.record({
  author: name,
  body: text,
  comments: fc.array(fc.record({ author: name, body: text }), { maxLength: 2 }),
})
const question = fc
  .record({
    title: text,
    body: text,
    asker: name,
    tag: fc.constantFrom('料理', 'kitchen'),
    answers: fc.uniqueArray(answer, { maxLength: 4, selector: ({ author }) => author }),
    hasBest: fc.boolean(),
  })
  .map(
    ({ answers, hasBest, ...rest }): ShownQuestion => ({
      ...rest,
      answers: answers.map((one, at) => ({ ...one, isBest: hasBest && at === 0 })),
    }),
  )

type Change = (html: string) => string

/** Changes of markup that leave the texts of the page and their order as they are. */
const change: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom('rename everywhere', 'rename once', 'wrap', 'unwrap', 'retag'), fc.nat())
  .map(([kind, at]) => (html) => {
    const $ = load(html)
    const all = $('body *').toArray()
    const element = all[at % Math.max(1, all.length)]
    if (element === undefined) return html
    const classes = [...new Set(all.flatMap((one) => (one.attribs['class'] ?? '').split(' ')))].filter(
      Boolean,
    )
    if (kind === 'rename everywhere') {
      const old = classes[at % Math.max(1, classes.length)] ?? ''
      for (const one of $(`[class~="${old}"]`).toArray()) $(one).removeClass(old).addClass('x9')
    } else if (kind === 'rename once') $(element).attr('class', 'x9')
    else if (kind === 'wrap') $(element).wrap('<div class="w9"></div>')
    else if (kind === 'unwrap') $(element).replaceWith($(element).contents())
    else if (element.name === 'div' || element.name === 'p') element.name = 'section'
    return $.root().html() ?? html
  })

/** What the record says of that which the page shows; values that it does not have are left out. */
function wrongIn(
  page: QuestionPage,
  shown: ShownQuestion,
  { site, marksByClass }: SiteMarkup,
): readonly string[] {
  const wrong: string[] = []
  const same = (what: string, read: unknown, seen: unknown) => {
    if (read !== null && read !== seen)
      wrong.push(`${what}: ${JSON.stringify(read)}, not ${JSON.stringify(seen)}`)
  }
  const isHeadless = site === 'chiebukuro'
  same('title', page.title, isHeadless ? shown.body : shown.title)
  same('body', page.body, shown.body)
  same('asker', page.asker?.name ?? null, shown.asker)
  same('answerCount', page.answerCount, shown.answers.length)
  same('answers', page.answers.length, shown.answers.length)
  const best = page.answers.findIndex(({ isBest }) => isBest)
  const isLostMark = best < 0 && marksByClass === true
  same(
    'best',
    isLostMark ? null : best,
    shown.answers.findIndex(({ isBest }) => isBest),
  )
  for (const [at, seen] of shown.answers.entries()) {
    const read = page.answers[at]
    if (read === undefined) continue
    same(`answer ${at} body`, read.body, seen.body)
    same(`answer ${at} author`, read.author?.name ?? null, seen.author)
    const comments = site === 'goo' ? [] : seen.comments
    same(
      `answer ${at} comments`,
      read.replies.map(({ body }) => body).join('|'),
      comments.map(({ body }) => body).join('|'),
    )
  }
  return wrong
}

describe.each(siteMarkups)('$site', (markup) => {
  const { site, url, render } = markup
  const read = (html: string) => parseQuestionPage(html, { url, capturedAt: '2026-11-29T00:00:00Z' })

  test('its pages are read right, without a check', () => {
    fc.assert(
      fc.property(question, (shown) => {
        const outcome = read(render(shown))
        if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
        const { page } = outcome
        expect(page.checks.filter(({ code }) => code !== 'key-guessed')).toEqual([])
        expect(page.site).toBe(site)
        expect(wrongIn(page, shown, markup)).toEqual([])
        expect([page.asker, page.postedAt, page.answerCount].includes(null)).toBe(false)
        expect(page.answers.flatMap(({ author, postedAt }) => [author, postedAt]).includes(null)).toBe(false)
      }),
      draws(20, 300),
    )
  })

  test('after changes of its markup they are read right or flagged', () => {
    fc.assert(
      fc.property(question, fc.array(change, { minLength: 1, maxLength: 3 }), (shown, changes) => {
        const outcome = read(changes.reduce((html, apply) => apply(html), render(shown)))
        if (outcome.kind !== 'question') return
        const { page } = outcome
        if (page.checks.some(({ code }) => code !== 'key-guessed')) return
        expect(wrongIn(page, shown, markup)).toEqual([])
      }),
      draws(60, 1_000),
    )
  })
})
