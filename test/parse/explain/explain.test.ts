/** `explainPage` traces every value to its block, element and rule. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Explanation, explainPage } from '../../../src/parse/explain/explain.ts'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'

const options = { url: 'https://okwave.jp/qa/q9900001.html', contentType: 'text/html; charset=utf-8' }
const fixture = (name: string) => readFileSync(new URL(`../../../fixtures/okwave/${name}`, import.meta.url))
const row = (explanation: Explanation, field: string) => explanation.rows.find((one) => one.field === field)

describe('a page of a known layout', () => {
  const explanation = explainPage(fixture('current-solved.html'), options)

  test('names the layout and the selector that recognised it', () => {
    expect(explanation).toMatchObject({
      kind: 'question',
      reason: null,
      layout: 'okwave/current',
      recognisedBy: 'h1.a-title.a-title--lg',
      encoding: 'utf-8',
      encodingSource: 'http',
    })
  })

  test('says which element and which rule gave the title', () => {
    const outcome = parseQuestionPage(fixture('current-solved.html'), options)
    const title = outcome.kind === 'question' ? outcome.page.title : null
    expect(row(explanation, 'title')).toMatchObject({
      element: expect.stringMatching(/ > h1\.a-title\.a-title--lg/),
      rule: "the layout's title element",
      text: title,
      unclaimed: false,
    })
  })

  test('has one row for every block, in the order of the page', () => {
    expect(explanation.rows.map(({ block }) => block)).toEqual(explanation.rows.map((_, at) => at))
  })
})

describe('a page of unknown markup', () => {
  const explanation = explainPage(fixture('unknown-stray-paragraph.html'), options)

  test('is read by its landmarks alone', () => {
    expect(explanation).toMatchObject({ layout: 'okwave/landmarks', recognisedBy: null })
  })

  test('shows the landmarks with what they say', () => {
    const landmarks = explanation.rows.flatMap((one) => one.landmarks)
    expect(landmarks).toEqual(
      expect.arrayContaining(['state closed', 'answer-count 2', 'answer-number 1', 'rate 44% (4/9)']),
    )
  })

  test('lists the text that nothing claimed, as the check text-unclaimed counts it', () => {
    const unclaimed = explanation.rows.filter((one) => one.unclaimed)
    expect(unclaimed).toHaveLength(1)
    expect(unclaimed[0]).toMatchObject({ element: 'div.i1 > p.i6', field: null, rule: null })
    expect(explanation.checks.map(({ code }) => code)).toEqual(['text-unclaimed'])
  })
})

test('a text rendition has bullets and lines for elements', () => {
  const explanation = explainPage(fixture('text-solved.txt'), { ...options, contentType: 'text/plain' })
  expect(explanation.layout).toBe('okwave/text')
  expect(row(explanation, 'status')?.element).toBe('bullet')
  expect(row(explanation, 'title')?.element).toBe('line')
})

describe('structured data', () => {
  const microdata = `<!DOCTYPE html><meta charset=utf-8><div itemscope itemtype="https://schema.org/QAPage">
    <div itemprop=mainEntity itemscope itemtype="https://schema.org/Question">
    <h1 itemprop=name>Which bin takes lids?</h1><div class=q itemprop=text>Jars have them.</div>
    <div itemprop=acceptedAnswer itemscope itemtype="https://schema.org/Answer" id=a7>
    <div class=a itemprop=text>The yellow one.</div></div></div></div>`

  test('in the markup is traced to its property and its element', () => {
    const explanation = explainPage(microdata, { url: 'https://bins.example/q/5' })
    expect(explanation.layout).toBe('schema-org/microdata')
    expect(row(explanation, 'title')).toMatchObject({ rule: 'Question.name', element: 'div > h1' })
    expect(row(explanation, 'answer 7 body')).toMatchObject({
      block: 2,
      rule: 'acceptedAnswer.text',
      element: 'div#a7 > div.a',
      text: 'The yellow one.',
    })
  })

  test('as JSON-LD has no place on the page', () => {
    const question = { '@type': 'Question', name: 'Which bin?', text: 'For lids.', suggestedAnswer: [] }
    const script = JSON.stringify({ '@type': 'QAPage', mainEntity: question })
    const html = `<title>x</title><script type="application/ld+json">${script}</script>`
    const explanation = explainPage(html, { url: 'https://bins.example/q/5' })
    expect(explanation.layout).toBe('schema-org/json-ld')
    expect(row(explanation, 'body')).toMatchObject({ block: null, element: null, rule: 'Question.text' })
  })
})

describe('a page that gave no record', () => {
  test('still shows its blocks and landmarks when it is not a question', () => {
    const list = explainPage(fixture('current-list.html'), {
      ...options,
      url: 'https://okwave.jp/list/new_question',
    })
    expect(list).toMatchObject({ kind: 'not-a-question', layout: null })
    expect(list.rows.some(({ landmarks }) => landmarks.length > 0)).toBe(true)
    expect(list.rows.every(({ field }) => field === null)).toBe(true)
  })

  test('says why it was rejected, and from what it was read until then', () => {
    const rejected = explainPage(fixture('unknown-two-best.html'), options)
    expect(rejected).toMatchObject({ kind: 'rejected', reason: 'checks' })
    expect(rejected.checks.map(({ code }) => code)).toContain('best-answer')
    expect(row(rejected, 'title')).toBeDefined()
  })

  test('has no rows where nothing could be read', () => {
    expect(explainPage('', options)).toMatchObject({ kind: 'rejected', reason: 'empty', rows: [] })
  })
})

test('a long text is cut to sixty characters', () => {
  const html = `<p>受付中</p><h1>題</h1><p>${'字'.repeat(200)}</p>`
  const body = row(explainPage(html, options), 'body')
  expect(body?.text).toBe(`${'字'.repeat(60)}…`)
})
