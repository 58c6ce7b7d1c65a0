/** Reduced pages of real sites, from a folder beside the checkout, and what a person reads on them. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/parser')
const fixtures = resolve(import.meta.dirname, '../../fixtures/okwave')

const url = 'https://x.example/questions/1/w'

if (existsSync(folder)) {
  describe('a page with structured data', () => {
    it('has the answers that stand under its question without being declared as its answers', () => {
      const page = read('orphan-answers')
      expect(page.questionId).toBe('77')
      expect(brief(page)).toEqual({
        title: 'Old markup',
        body: 'Question text.',
        asker: null,
        answerCount: 2,
        answers: [
          ['78', false, 'First.'],
          ['79', false, 'Second.'],
        ],
        checks: [],
      })
    })

    it('is the question around its related questions', () => {
      const page = read('related-questions-nested')
      expect(brief(page)).toEqual({
        title: 'Main question?',
        body: 'Body of the main question.',
        asker: null,
        answerCount: 1,
        answers: [['11', false, 'The one answer.']],
        checks: [],
      })
    })

    it('has a description for its text, and a person who made it for its asker', () => {
      const page = read('jsonld-description')
      expect(brief(page)).toEqual({
        title: '七連勤は問題ありませんか',
        body: '今週は七連勤でした。法律の上で問題はありませんか。',
        asker: 'たろう',
        answerCount: 0,
        answers: [],
        checks: [],
      })
      expect(page.asker?.url).toBe('https://qa.example.jp/profile/1/')
      expect(page.postedAt).toBe('2020-07-13T01:10:40+09:00')
    })

    it('without a text is a question with an empty one, and says so', () => {
      const page = read('jsonld-title-only')
      expect(brief(page)).toEqual({
        title: 'Why is the sky blue?',
        body: '',
        asker: null,
        answerCount: 1,
        answers: [['9', false, 'Rayleigh scattering.']],
        checks: ['empty-body'],
      })
      expect(page.checks).toMatchObject([{ severity: 'warning' }])
    })

    it('keeps text that looks like a tag', () => {
      expect(brief(read('title-generics'))).toEqual({
        title: 'How to turn a List<String> into a Map<K, V> with cat <<EOF',
        body: 'Use List<String> please.',
        asker: null,
        answerCount: 1,
        answers: [['78', false, 'Map<K, V> m;']],
        checks: [],
      })
    })
  })

  it.each(['whole-page-attr', 'whole-page-script'])(
    '%s is whole: what stands in an attribute or a script cuts nothing off',
    (name) => {
      const fixture = JSON.parse(readFileSync(resolve(fixtures, 'current-solved.json'), 'utf8'))
      expect(read(name, fixture.source.url)).toEqual(fixture.expected.page)
    },
  )
} else {
  it('finds no pages beside the checkout: nothing to compare', () => expect(existsSync(folder)).toBe(false))
}

function read(name: string, at = url): QuestionPage {
  const outcome = parseQuestionPage(readFileSync(resolve(folder, `${name}.html`)), {
    url: at,
    contentType: 'text/html',
  })
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

function brief({ title, body, asker, answerCount, answers, checks }: QuestionPage) {
  return {
    title,
    body,
    asker: asker?.name ?? null,
    answerCount,
    answers: answers.map((answer) => [answer.key, answer.isBest, answer.body]),
    checks: checks.map(({ code }) => code),
  }
}
