/**
 * Reduced pages of the open web, from a folder beside the checkout: damaged JSON-LD, misnested tags, values that no database
 * stores. All are one question with two answers but for what their names say; the right values stand in the table beside them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { decodeHtml } from '../../src/parse/text/charset.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/web')
const url = 'https://x.example/questions/1/w'

const inMicrodata = {
  title: 'Why?',
  body: 'Because body?',
  status: 'solved',
  asker: null,
  postedAt: null,
  answerCount: 2,
  thanksCount: null,
  complete: true,
  answers: [
    ['11', true, 'Yes one', null],
    ['12', false, 'No two', null],
  ],
  checks: [],
}
const inJson = {
  ...inMicrodata,
  asker: 'A',
  postedAt: '2024-01-02T03:04:05Z',
  thanksCount: 3,
  answers: [
    ['11', true, 'Yes one', 'B'],
    ['12', false, 'No two', 'C'],
  ],
}

const questions: Readonly<Record<string, object>> = {
  'accepted-as-text': {
    ...inJson,
    // The accepted answer is a text alone: no id, no person, no time.
    answers: [
      [expect.stringMatching(/^b:/), true, 'just text', null],
      ['12', false, 'No two', 'C'],
    ],
    checks: ['key-guessed'],
  },
  'count-2.0': inJson,
  'date-max-est': { ...inJson, postedAt: null, checks: ['value-out-of-range'] },
  'date-min-jst': { ...inJson, postedAt: null, checks: ['value-out-of-range'] },
  'date-offset-hours-only': { ...inJson, postedAt: '2024-01-02T03:04:05+09:00' },
  'jsonld-bad-escape': { ...inJson, body: "Don't body?", checks: ['structured-data-repaired'] },
  'jsonld-cdata-gt-entity': inJson,
  'jsonld-html-comment-js-end': inJson,
  'jsonld-line-comment': inJson,
  'jsonld-semicolon': inJson,
  'jsonld-trailing-comma': { ...inJson, checks: ['structured-data-repaired'] },
  'jsonld-type-charset': inJson,
  'nest-body-early': { ...inMicrodata, body: 'xy' },
  'nest-font-early': { ...inMicrodata, body: 'xy' },
  'nest-form-early': { ...inMicrodata, body: 'xy' },
  'template-content': inMicrodata,
  'trunc-comment-bang': inMicrodata,
  'trunc-commented-script': inMicrodata,
  'trunc-js-string-comment': inMicrodata,
  'trunc-jsonld-text-comment': { ...inJson, body: 'How do I write <!-- in HTML?' },
  'trunc-script-comment-unclosed': inMicrodata,
  'value-answercount-minus1': { ...inJson, answerCount: null, checks: ['value-out-of-range'] },
  'value-upvote-9999999999': { ...inJson, thanksCount: null, checks: ['value-out-of-range'] },
}

if (existsSync(folder)) {
  describe('a page as the web has them', () => {
    it.each(Object.entries(questions))('%s is a question with two answers', (name, wanted) => {
      const outcome = parse(name)
      if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
      const { page } = outcome
      expect({
        title: page.title,
        body: page.body,
        status: page.status,
        asker: page.asker?.name ?? null,
        postedAt: page.postedAt,
        answerCount: page.answerCount,
        thanksCount: page.thanksCount,
        complete: page.complete,
        answers: page.answers.map(({ key, isBest, body, author }) => [
          key,
          isBest,
          body,
          author?.name ?? null,
        ]),
        checks: page.checks.map(({ code }) => code),
      }).toEqual(wanted)
    })

    it.each([
      ['enc-utf8-unlabelled-one-bad-byte', undefined, 'utf-8', 'bytes'],
      ['enc-late-meta-windows-1251', undefined, 'windows-1251', 'meta'],
      ['enc-xml-decl-euc-kr', undefined, 'euc-kr', 'guess'],
      ['enc-http-latin1-meta-sjis', 'text/html; charset=ISO-8859-1', 'shift_jis', 'bytes'],
    ])('%s (%s) is %s by %s', (name, contentType, encoding, source) => {
      const decoded = decodeHtml(bytesOf(`${name}.html`), contentType)
      expect(decoded).toMatchObject({ encoding, source })
      expect(decoded.text.split('\uFFFD')).toHaveLength(name.includes('bad-byte') ? 2 : 1)
    })

    it('of two questions that are equally its main thing is none, and says why', () => {
      expect(parse('jsonld-mainentity-two')).toEqual({
        kind: 'not-a-question',
        url,
        checks: [expect.objectContaining({ code: 'several-questions', severity: 'warning' })],
      })
    })
  })
} else {
  it('finds no pages beside the checkout: nothing to compare', () => expect(existsSync(folder)).toBe(false))
}

function bytesOf(name: string): Buffer {
  return readFileSync(resolve(folder, name))
}

function parse(name: string) {
  return parseQuestionPage(bytesOf(`${name}.html`), { url, contentType: 'text/html' })
}
