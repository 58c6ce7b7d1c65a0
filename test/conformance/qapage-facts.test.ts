/** Compares records of real schema.org pages with facts.json beside them, which another parser and a person wrote. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'qapage')
const factsFile = resolve(folder, 'facts.json')

interface AnswerFacts {
  readonly id: string
  readonly accepted: boolean
  readonly author: string | null
  readonly at: string | null
  readonly score: number
  readonly starts: string | null
}

interface PageFacts {
  readonly title: string
  readonly questionId: string
  readonly bodyStarts: string
  readonly bodyEnds: string
  readonly declared: number
  readonly asker: string | null
  readonly askedAt: string | null
  readonly score: number
  readonly tags: readonly string[]
  readonly answers: readonly AnswerFacts[]
}

/** The page of 2018 has neither authors nor times in its markup. */
const withoutPeople = 'qapage-2018-orphan-answers-stackoverflow.com-30484028.html'

/** Index of the answer with a notice of the site in its text ("closed", "hidden"), which a record leaves out. */
const notices: ReadonlyMap<string, readonly (number | 'question')[]> = new Map([
  ['qapage-microdata-stackoverflow.com-10773880.html', ['question']],
  ['qapage-microdata-stackoverflow.com-1732348.html', ['question']],
  ['qapage-2019-stackoverflow.com-58211880.html', [34]],
])

if (existsSync(factsFile)) {
  const facts: Readonly<Record<string, PageFacts>> = JSON.parse(readFileSync(factsFile, 'utf8'))
  describe('QAPages compared with their facts', () => {
    it.each(Object.keys(facts))('%s gives the facts', (file) => {
      const wanted = facts[file]
      if (wanted === undefined) throw new Error(file)
      expect(readingOf(pageIn(file), wanted, file)).toEqual(factsOf(wanted, file))
    })
  })
} else {
  process.stderr.write(`facts of schema.org pages are not at ${factsFile}: nothing to conform to\n`)
  it('facts of schema.org pages are not there, so nothing was compared', () => {
    expect(existsSync(factsFile)).toBe(false)
  })
}

function pageIn(file: string): QuestionPage {
  const bytes = readFileSync(resolve(folder, file))
  const id = /-(\d+)\.html$/.exec(file)?.[1] ?? '10376'
  const host = /-((?:[a-z]+\.)*(?:stackoverflow|stackexchange)\.com)/.exec(file)?.[1] ?? ''
  const outcome = parseQuestionPage(bytes, {
    url: `https://${host}/questions/${id}/x`,
    contentType: 'text/html',
  })
  if (outcome.kind === 'question') return outcome.page
  throw new Error(`not read as a question: ${JSON.stringify(outcome)}`)
}

function readingOf(page: QuestionPage, wanted: PageFacts, file: string) {
  const noticed = notices.get(file) ?? []
  const hasPeople = file !== withoutPeople
  return {
    title: page.title,
    questionId: page.questionId,
    declared: page.answerCount,
    score: page.thanksCount,
    tags: page.categories,
    bodyEnds: squeezed(page.body).slice(-squeezed(wanted.bodyEnds).length),
    bodyStarts: beginning(page.body, noticed.includes('question') ? null : wanted.bodyStarts),
    asker: hasPeople ? (page.asker?.name ?? null) : null,
    // A community post has a time in its markup, but shows none.
    askedAt: wanted.askedAt === null || !hasPeople ? null : page.postedAt,
    answers: page.answers.map((answer, at) => ({
      id: answer.key,
      accepted: answer.isBest,
      author: hasPeople ? (answer.author?.name ?? null) : null,
      at: wanted.answers[at]?.at == null || !hasPeople ? null : answer.postedAt,
      score: answer.thanksCount,
      starts: beginning(answer.body, noticed.includes(at) ? null : (wanted.answers[at]?.starts ?? null)),
    })),
  }
}

function factsOf(wanted: PageFacts, file: string): ReturnType<typeof readingOf> {
  const noticed = notices.get(file) ?? []
  const hasPeople = file !== withoutPeople
  return {
    title: wanted.title,
    questionId: wanted.questionId,
    declared: wanted.declared,
    score: wanted.score,
    tags: wanted.tags,
    bodyEnds: squeezed(wanted.bodyEnds),
    bodyStarts: noticed.includes('question') ? null : squeezed(wanted.bodyStarts),
    asker: hasPeople ? wanted.asker : null,
    askedAt: hasPeople ? isoOf(wanted.askedAt) : null,
    answers: wanted.answers.map(({ id, accepted, author, at, score, starts }, index) => ({
      id,
      accepted,
      author: hasPeople ? author : null,
      at: hasPeople ? isoOf(at) : null,
      score,
      starts: starts === null || noticed.includes(index) ? null : squeezed(starts),
    })),
  }
}

function isoOf(time: string | null): string | null {
  return time === null ? null : time.replace(' ', 'T')
}

function beginning(text: string, wanted: string | null): string | null {
  return wanted === null ? null : squeezed(text).slice(0, squeezed(wanted).length)
}

/** Undoes the escapes in the facts of the page of 2018, which was saved as a Python literal. */
function squeezed(text: string): string {
  return text.replaceAll(/\\[rn]|\\(?=')|\s/g, '')
}
