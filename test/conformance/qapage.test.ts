/**
 * Pages with schema.org markup, from a folder beside the checkout: ten QAPages, two FAQPages, one page without markup,
 * and schema.org's own example in three syntaxes. Each must give what a person reads from it; times and tags are compared
 * in qapage-facts.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ParseOutcome } from '../../src/model/parse-outcome.ts'
import type { Person, QuestionPage } from '../../src/model/question-page.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { mark, squeezedMark } from './mark.ts'
import {
  type ExpectedExample,
  exampleFile,
  exampleId,
  exampleQuestion,
  examples,
  exampleUrl,
} from './qapage-examples-expected.ts'
import { type ExpectedQuestion, notQuestions, questions } from './qapage-expected.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'qapage')

if (existsSync(folder)) {
  describe('QAPages in microdata', () => {
    it.each(questions)('$file gives the record that a person reads', (expected) => {
      const { bytes, canonical } = savedPage(expected.file)
      const start = `https://${expected.site}/questions/${expected.questionId}/`
      expect(canonical.slice(0, start.length)).toBe(start)
      const page = questionOf(parse(bytes, canonical))
      expect(readingOf(page)).toEqual(wantedOf(expected, canonical))
    })

    it.each(questions)('$file gives its comments, each with author and time', ({ file }) => {
      const { bytes, canonical } = savedPage(file)
      const { replies, answers } = questionOf(parse(bytes, canonical))
      const comments = [...replies, ...answers.flatMap((answer) => answer.replies)]
      const shown = new TextDecoder().decode(bytes).match(/class="comment-copy"/g) ?? []
      expect(comments.length).toBe(shown.length)
      expect(comments.every(({ postedAt }) => postedAt?.endsWith('Z'))).toBe(true)
    })

    it.each(questions)('$file is one question, under whatever URL it was asked for', (expected) => {
      const { bytes, canonical } = savedPage(expected.file)
      const page = questionOf(parse(bytes, `${canonical}?answertab=votes`))
      expect([page.site, page.questionId, page.url]).toEqual([expected.site, expected.questionId, canonical])
    })
  })

  it('a page of Stack Overflow of 2011, without markup, is read by its layout', () => {
    const { bytes, canonical } = savedPage('nomarkup-stackoverflow.com-2011.html')
    const page = questionOf(parse(bytes, canonical))
    expect(page).toMatchObject({
      site: 'stackoverflow.com',
      questionId: '3553693',
      layout: 'stackexchange/2011',
      status: 'solved',
      categories: ['java', 'wicket', 'ria', 'vaadin'],
      asker: { name: 'joshua' },
      postedAt: '2010-08-24T05:01:23Z',
      answerCount: 5,
      thanksCount: 9,
      complete: true,
      checks: [],
    })
    expect(
      page.answers.map(({ key, isBest, author, postedAt }) => [key, isBest, author?.name, postedAt]),
    ).toEqual([
      ['3660938', true, 'Karussell', '2010-09-07T17:11:06Z'],
      ['3622519', false, 'hezamu', '2010-09-01T22:17:35Z'],
      ['3582411', false, 'leonidv', '2010-08-27T08:19:21Z'],
      ['3563602', false, 'BjornS', '2010-08-25T07:14:38Z'],
      ['3559475', false, 'Gweebz', '2010-08-24T17:57:00Z'],
    ])
  })

  describe('pages that are no QAPage', () => {
    it.each(notQuestions)('$file is not a question', ({ file, checks }) => {
      const { bytes, canonical } = savedPage(file)
      const outcome = parse(bytes, canonical)
      expect(outcome).toMatchObject({ kind: 'not-a-question', url: canonical })
      expect('checks' in outcome ? outcome.checks.map(({ code }) => code) : null).toEqual(checks)
    })
  })

  describe("schema.org's example of a question", () => {
    it.each(examples)('in $heading gives the record that a person reads', (expected) => {
      const page = questionOf(parse(exampleUnder(expected.heading), exampleUrl))
      expect(exampleReadingOf(page)).toEqual(wantedExample(expected))
      expect(new Set(page.answers.map((answer) => answer.key)).size).toBe(2)
    })

    it('without markup is not a question', () => {
      const outcome = parse(exampleUnder('PRE-MARKUP'), exampleUrl)
      expect(outcome).toEqual({ kind: 'not-a-question', url: exampleUrl, checks: [] })
    })
  })
} else {
  process.stderr.write(`schema.org pages are not at ${folder}: nothing to conform to\n`)
  it('schema.org pages are not there, so nothing was compared', () => {
    expect(existsSync(folder)).toBe(false)
  })
}

function parse(input: Uint8Array, url: string): ParseOutcome {
  return parseQuestionPage(input, { url, contentType: 'text/html' })
}

function questionOf(outcome: ParseOutcome): QuestionPage {
  if (outcome.kind === 'question') return outcome.page
  throw new Error(`not read as a question: ${JSON.stringify(outcome)}`)
}

/** A page's bytes and its canonical link, which carries words of the title and so stands in no expectation. */
function savedPage(file: string): { readonly bytes: Uint8Array; readonly canonical: string } {
  const bytes = readFileSync(resolve(folder, file))
  const canonical = /<link rel="canonical" href="([^"]+)"/.exec(bytes.toString('utf8'))?.[1]
  if (canonical === undefined) throw new Error(`${file} has no canonical link`)
  return { bytes, canonical }
}

/** The part of the example file from one heading to the next, as a page. */
function exampleUnder(heading: ExpectedExample['heading'] | 'PRE-MARKUP'): Uint8Array {
  const parts = readFileSync(resolve(folder, exampleFile), 'utf8').split(/^([A-Z-]+):.*\n/m)
  const part = parts[parts.indexOf(heading) + 1]
  if (part === undefined) throw new Error(`${exampleFile} has no ${heading}`)
  return Buffer.from(`<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${part}</body></html>`)
}

function readingOf(page: QuestionPage) {
  const { site, questionId, url, answerCount, thanksCount, complete, nextPageUrl, layout } = page
  return {
    identity: { site, questionId, url, layout },
    title: mark(page.title),
    body: squeezedMark(page.body),
    asker: personOf(page.asker, site),
    counts: { answerCount, thanksCount },
    extent: { complete, nextPageUrl },
    solved: page.status === 'solved',
    replies: page.replies.filter(({ kind }) => kind !== 'comment'),
    imageUrls: page.imageUrls,
    checks: [...new Set(page.checks.map((check) => check.code))],
    best: page.answers.filter((answer) => answer.isBest).map((answer) => answer.key),
    answers: page.answers.map((answer) => [
      answer.key,
      answer.thanksCount,
      personOf(answer.author, site),
      squeezedMark(answer.body),
    ]),
    otherFields: page.answers.map(({ number, imageUrls, replies }) =>
      [number, ...imageUrls, ...replies.filter(({ kind }) => kind !== 'comment')].filter(
        (value) => value !== null,
      ),
    ),
  }
}

function wantedOf(expected: ExpectedQuestion, url: string): ReturnType<typeof readingOf> {
  const { site, questionId, answerCount, thanksCount, nextPage, best } = expected
  return {
    identity: { site, questionId, url, layout: 'schema-org/microdata' },
    title: expected.title,
    body: expected.body,
    asker: expected.asker,
    counts: { answerCount, thanksCount },
    extent: { complete: nextPage === null, nextPageUrl: nextPage === null ? null : url + nextPage },
    solved: best !== null,
    replies: [],
    imageUrls: [],
    checks: [...(expected.checks ?? [])],
    best: best === null ? [] : [best],
    answers: expected.answers.map((answer) => [...answer]),
    otherFields: expected.answers.map(() => []),
  }
}

/** Name, and the profile's number; the URL itself where it is no profile of the site, so that a failure shows it. */
function personOf(person: Person | null, site: string): readonly [string, number | string | null] | null {
  if (person === null) return null
  const profile = /^https:\/\/([^/]+)\/users\/(\d+)\/[^/]+$/.exec(person.url ?? '')
  return [person.name, profile?.[1] === site ? Number(profile[2]) : person.url]
}

function exampleReadingOf(page: QuestionPage) {
  const { site, questionId, url, postedAt, answerCount, thanksCount, complete, nextPageUrl } = page
  return {
    identity: { site, questionId, url },
    title: mark(page.title),
    body: squeezedMark(page.body),
    asker: page.asker,
    postedAt,
    counts: { answerCount, thanksCount },
    extent: { complete, nextPageUrl },
    checks: page.checks.map(({ code }) => code),
    best: page.answers.map((answer) => answer.isBest),
    answers: page.answers.map((answer) => [
      answer.thanksCount,
      answer.author?.name,
      answer.postedAt,
      squeezedMark(answer.body),
    ]),
  }
}

function wantedExample({ answers }: ExpectedExample): ReturnType<typeof exampleReadingOf> {
  const { title, body, asker, postedAt, answerCount, thanksCount } = exampleQuestion
  return {
    identity: { site: new URL(exampleUrl).host, questionId: exampleId, url: exampleUrl },
    title,
    body,
    asker: { name: asker, url: null, bestAnswerRate: null },
    postedAt,
    counts: { answerCount, thanksCount },
    extent: { complete: false, nextPageUrl: null },
    // Two of four answers, without a link to the others.
    checks: ['answers-missing'],
    best: [true, false],
    answers: answers.map((answer) => [...answer]),
  }
}
