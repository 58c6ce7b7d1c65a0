import { legacyHookDecode } from '@exodus/bytes/encoding.js'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { recordSchema } from '../../src/model/record-schema.ts'
import { type SampleSite, startSampleSite } from '../../src/sample-site/server.ts'
import { mainOf, visibleText } from './visible-text.ts'

interface Served {
  readonly page: QuestionPage
  readonly bytes: Uint8Array
  readonly type: string
  readonly encoding: string
  readonly html: string
}

let site: SampleSite
let served: Served[]

beforeAll(async () => {
  site = await startSampleSite({ questions: 150, seed: 5 })
  served = await Promise.all(site.expected().map(serve))
})
afterAll(() => site.close())

async function serve(page: QuestionPage): Promise<Served> {
  const response = await fetch(`${site.url}/qa/q${page.questionId}.html`)
  expect(response.status).toBe(200)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const type = response.headers.get('content-type') ?? ''
  const label = /charset="?([\w-]+)/i.exec(`${type} ${Buffer.from(bytes).toString('latin1')}`)?.[1]
  const encoding = (label ?? '').toLowerCase()
  return { page, bytes, type, encoding, html: iconv.decode(Buffer.from(bytes), encoding) }
}

describe('a question page', () => {
  test('has the size of a real page: 60 to 100 KB', () => {
    const sizes = served.map(({ bytes }) => bytes.byteLength)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(60_000)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100_000)
  })

  test('comes in both layouts, in three encodings, labelled in the header or only in a meta element', () => {
    const kinds = new Set(
      served.map(({ page, encoding, type }) => `${page.layout} ${encoding} ${type.includes('charset')}`),
    )
    expect([...kinds].sort()).toEqual([
      'okwave/classic euc-jp false',
      'okwave/classic euc-jp true',
      'okwave/classic shift_jis false',
      'okwave/classic shift_jis true',
      'okwave/current utf-8 false',
      'okwave/current utf-8 true',
    ])
  })

  test('loses no character in its encoding, by another decoder too', () => {
    for (const { bytes, encoding, html } of served) {
      expect(html).not.toContain('\ufffd')
      expect(legacyHookDecode(bytes, encoding)).toBe(html)
      expect(Buffer.compare(iconv.encode(html, encoding), bytes)).toBe(0)
    }
  })

  test('shows the generated record in page order', () => {
    for (const { page, html } of served) {
      const text = visibleText(mainOf(html))
      let at = 0
      for (const piece of shownBy(page)) {
        const found = text.indexOf(piece, at)
        expect(found, `${page.questionId}: ${piece}`).toBeGreaterThanOrEqual(at)
        at = found + piece.length
      }
    }
  })

  test('shows no answer, reply or related question that is not in the record', () => {
    for (const { page, html } of served) {
      const lines = visibleText(mainOf(html)).split('\n')
      const replies = [page, ...page.answers].flatMap((owner) => owner.replies)
      expect(lines.filter((line) => /^回答No\.\d+$/.test(line))).toHaveLength(page.answers.length)
      expect(lines.filter((line) => line === '質問者')).toHaveLength(replies.length)
      expect(mainOf(html).match(/href="\/qa\//g) ?? []).toHaveLength(page.related.length)
    }
  })

  test('holds traps outside its main part: rankings with counts and states, scripts with landmarks', () => {
    for (const { html } of served) {
      const frame = html.replace(mainOf(html), '')
      expect(frame).toMatch(/<script>[^<]*回答No\.1/)
      expect(visibleText(frame)).toMatch(/^回答数\d+受付中$/m)
    }
  })
})

describe('the truth', () => {
  test('is made of records that the schema accepts', () => {
    for (const { page } of served) expect(recordSchema.parse(page)).toEqual(page)
  })

  test('covers the grammar: every state, gaps, hidden authors, both kinds of reply, supplements to questions', () => {
    const pages = served.map(({ page }) => page)
    const answers = pages.flatMap((page) => page.answers)
    expect(new Set(pages.map((page) => page.status))).toEqual(new Set(['solved', 'closed', 'open']))
    expect(pages.some((page) => page.answers.length === 0)).toBe(true)
    expect(pages.some((page) => page.replies.length > 0)).toBe(true)
    expect(pages.some((page) => page.asker === null)).toBe(true)
    expect(
      pages.some((page) => Math.max(...page.answers.map(({ number }) => number ?? 0)) > page.answers.length),
    ).toBe(true)
    expect(pages.some((page) => page.imageUrls.length > 0)).toBe(true)
    expect(pages.some((page) => page.body.startsWith('\u3000'))).toBe(true)
    expect(answers.some((answer) => answer.author === null)).toBe(true)
    expect(answers.some((answer) => answer.replies.length > 1)).toBe(true)
    expect(answers.some((answer) => answer.body.startsWith('No.2です。'))).toBe(true)
    expect(answers.some((answer) => /\p{Extended_Pictographic}/u.test(answer.body))).toBe(true)
    expect(new Set(answers.flatMap((answer) => answer.replies.map((reply) => reply.kind))).size).toBe(2)
  })

  test('puts the best answer first and the others from the highest number down', () => {
    for (const { page } of served) {
      const others = page.answers.filter((answer) => !answer.isBest).map((answer) => answer.number ?? 0)
      expect(others).toEqual(others.toSorted((left, right) => right - left))
      expect(page.answers.findIndex((answer) => answer.isBest)).toBe(page.status === 'solved' ? 0 : -1)
    }
  })

  test('never names the port', () => {
    const port = new URL(site.url).port
    for (const { page, html } of served) {
      expect(JSON.stringify(page)).not.toContain('127.0.0.1')
      expect(html).not.toContain(`:${port}`)
    }
  })
})

/** Everything that the record says, in the order in which both layouts show it to a person. */
function shownBy(page: QuestionPage): string[] {
  const { answers } = page
  const count = [`${page.categories[0]}\n`, `回答数${answers.length}\n`, `ありがとう数${page.thanksCount}\n`]
  const replies = page.replies.flatMap(({ author, body }) => [`${author?.name}\n`, '質問者', '補足', body])
  const state = { solved: 'ベストアンサー', closed: '締切済み', open: '受付中', unknown: '' }[page.status]
  const start = [state, page.title, shortDate(page.postedAt), page.body]
  const end = page.related.flatMap(({ title, excerpt }) => [title, excerpt ?? ''])
  return [
    ...start,
    ...(page.layout === 'okwave/current' ? [...count, ...replies] : [...replies, ...count]),
    ...answers.flatMap((answer, at) => [...headingBefore(page, at), ...shownByAnswer(answer, page.layout)]),
    ...(end.length === 0 ? [] : ['関連するQ&A', ...end]),
    '専門家に質問してみよう',
  ]
}

function shownByAnswer(answer: QuestionPage['answers'][number], layout: QuestionPage['layout']): string[] {
  const rate = answer.author?.bestAnswerRate
  const who = [
    ...(answer.isBest ? ['ベストアンサー'] : []),
    ...(answer.author === null ? [] : [`${answer.author.name}\n`]),
    ...(rate == null ? [] : [`ベストアンサー率${rate.percent}% (${rate.best}/${rate.answers})\n`]),
    `回答No.${answer.number}\n`,
  ]
  const date = shortDate(answer.postedAt)
  return [
    ...(layout === 'okwave/current' ? [...who, date] : [date, ...who]),
    answer.body,
    ...answer.replies.flatMap(({ kind, author, body }) => [
      `${author?.name}\n`,
      '質問者',
      kind === 'thanks' ? 'お礼' : '補足',
      body,
    ]),
  ]
}

function headingBefore({ status, answers }: QuestionPage, at: number): string[] {
  if (status !== 'solved') return at === 0 ? ['みんなの回答'] : []
  if (at === 0) return ['質問者が選んだベストアンサー']
  return at === 1 ? [`その他の回答 (${answers.length - 1})`] : []
}

function shortDate(postedAt: string | null): string {
  return (postedAt ?? '').slice(0, 16).replaceAll('-', '/').replace('T', ' ')
}
