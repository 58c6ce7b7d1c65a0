/** Compares the records of two readers: which fields are filled, and which differences warn or reject the page. */
import { describe, expect, test } from 'vitest'
import type { Answer, QuestionPage } from '../../src/model/question-page.ts'
import { hear } from '../../src/parse/witnesses.ts'

const person = (name: string, url: string | null = null) => ({ name, url, bestAnswerRate: null })

const answer = (key: string, change: Partial<Answer> = {}): Answer => ({
  key,
  number: null,
  isBest: false,
  author: person(`author of ${key}`),
  body: `This is the whole text of answer ${key}.`,
  postedAt: null,
  thanksCount: null,
  imageUrls: [],
  replies: [],
  ...change,
})

const page = (change: Partial<QuestionPage> = {}): QuestionPage => ({
  site: 'garden',
  questionId: '77',
  url: 'https://garden.example/q/77',
  aliases: [],
  title: 'Yellow roses',
  body: 'My roses have yellow leaves.',
  status: 'unknown',
  categories: [],
  asker: null,
  postedAt: null,
  answerCount: null,
  thanksCount: null,
  complete: true,
  nextPageUrl: null,
  answers: [answer('a1'), answer('a2')],
  replies: [],
  imageUrls: [],
  related: [],
  layout: 'garden/2024',
  checks: [],
  ...change,
})

const declared = (change: Partial<QuestionPage> = {}) => page({ layout: 'schema-org/json-ld', ...change })
const heard = (base: QuestionPage, witness: QuestionPage) => hear(base, witness, (name) => name === 'nobody')
const codes = (base: QuestionPage, witness: QuestionPage) =>
  heard(base, witness).checks.map(({ code }) => code)

test('two equal records give no check and fill nothing', () => {
  expect(heard(page(), declared())).toEqual({ page: page(), checks: [], filled: [] })
})

describe('filling', () => {
  test('null fields of the same question and answer are filled and reported', () => {
    const base = page({ answers: [answer('a1', { author: null }), answer('a2')] })
    const witness = declared({
      asker: person('rosa'),
      postedAt: '2024-05-01',
      thanksCount: 3,
      categories: ['Roses'],
      answers: [answer('a2', { postedAt: '2024-05-02' }), answer('a1', { author: person('ivy') })],
    })
    const { page: filled, filled: fields, checks } = heard(base, witness)
    expect(filled).toEqual({
      ...base,
      asker: person('rosa'),
      postedAt: '2024-05-01',
      thanksCount: 3,
      categories: ['Roses'],
      answers: [answer('a1', { author: person('ivy') }), answer('a2', { postedAt: '2024-05-02' })],
    })
    expect(fields.map(({ field, text }) => `${field}: ${text}`)).toEqual([
      'categories: Roses',
      'asker: rosa',
      'postedAt: 2024-05-01',
      'thanksCount: 3',
      'answer a1 author: ivy',
      'answer a2 postedAt: 2024-05-02',
    ])
    expect(checks).toEqual([])
  })

  test('nothing is overwritten', () => {
    const base = page({
      asker: person('rosa'),
      postedAt: '2024-05-01',
      thanksCount: 0,
      categories: ['Roses'],
    })
    const witness = declared({ asker: person('tom'), categories: ['Trees'] })
    expect(heard(base, witness).page).toEqual(base)
  })

  test('answers are matched by the beginning of their text if one record has numbers and the other ids', () => {
    const base = page({ answers: [answer('1', { body: 'Water them\nless.', author: null })] })
    const witness = declared({ answers: [answer('id-9', { body: 'Water them less.' })] })
    expect(heard(base, witness).page.answers[0]?.author?.name).toBe('author of id-9')
  })

  test('a link is added only to the same name', () => {
    const base = page({ asker: person('rosa') })
    const url = 'https://garden.example/people/1'
    expect(heard(base, declared({ asker: person('rosa', url) })).page.asker?.url).toBe(url)
    expect(heard(base, declared({ asker: person('Rosa R.', url) })).page.asker?.url).toBeNull()
  })

  test('if more answers are declared than shown, the record is not complete', () => {
    const { page: filled, checks } = heard(page(), declared({ answerCount: 7, answers: [], complete: false }))
    expect(filled).toMatchObject({ answerCount: 7, complete: false })
    expect(checks.map(({ code }) => code)).toEqual(['answers-missing'])
  })

  test('a declared number below the number of shown answers is ignored', () => {
    const { page: filled, checks } = heard(page(), declared({ answerCount: 1, answers: [] }))
    expect(filled).toMatchObject({ answerCount: null, complete: true })
    expect(checks.map(({ code }) => code)).toEqual(['structured-data'])
  })
})

describe('an error', () => {
  test.each<[string, Partial<QuestionPage>]>([
    ['an answer that the page does not show', { answers: [answer('a1'), answer('a2'), answer('a3')] }],
    ['another best answer', { answers: [answer('a1'), answer('a2', { isBest: true })] }],
    ['another author', { answers: [answer('a1', { author: person('editor') }), answer('a2')] }],
    [
      'an author for the same text under another key',
      {
        answers: [answer('x', { body: answer('a1').body, author: person('editor') }), answer('a2')],
      },
    ],
    ['fewer answers, as many as it declares', { answers: [answer('a1')], answerCount: 1 }],
    [
      'another answer by another in place of one',
      {
        answers: [answer('a1'), answer('a9', { body: 'Something else altogether, by someone else.' })],
      },
    ],
  ])('%s', (_, change) => {
    const base = page({ answers: [answer('a1', { isBest: true }), answer('a2')] })
    const { checks, page: kept } = heard(base, declared(change))
    expect(checks[0]).toMatchObject({ code: 'readers-disagree', severity: 'error' })
    expect(kept).toBe(base)
  })
})

describe('no error', () => {
  test.each<[string, Partial<QuestionPage>, Partial<QuestionPage>]>([
    [
      'structured data with the best answer alone',
      {},
      { answers: [answer('a1')], answerCount: 2, complete: false },
    ],
    ['structured data without a count', {}, { answers: [answer('a1')] }],
    [
      'structured data of all pages on one of them',
      { complete: false },
      {
        answers: [answer('a1'), answer('a2'), answer('a3')],
      },
    ],
    [
      'a text that is cut',
      {},
      { answers: [answer('a1', { body: 'This is the whole text of answer a1…' }), answer('a2')] },
    ],
    [
      'a text in the markup of its editor',
      {},
      {
        answers: [
          answer('x', { body: '**This** is the _whole_ text of answer a1.', author: null }),
          answer('a2'),
        ],
      },
    ],
    [
      'a name with an honorific',
      {},
      { answers: [answer('a1', { author: person('author of a1さん') }), answer('a2')] },
    ],
    [
      'a name that stands for nobody',
      {},
      { answers: [answer('a1', { author: person('nobody') }), answer('a2')] },
    ],
    [
      'the name that the profile is called by',
      {
        answers: [answer('a1', { author: person('Ivy Green', 'https://garden.example/u/ivy77') })],
      },
      { answers: [answer('a1', { author: person('ivy77') })] },
    ],
    [
      'the site as the author of everything',
      {},
      {
        answers: [answer('a1', { author: person('Garden') }), answer('a2', { author: person('Garden') })],
      },
    ],
    ['no word on the best', { answers: [answer('a1', { isBest: true }), answer('a2')] }, {}],
  ])('%s', (_, base, witness) => {
    expect(codes(page(base), declared(witness))).toEqual([])
  })
})

describe('a warning', () => {
  test.each<[string, Partial<QuestionPage>]>([
    ['another title', { title: 'Blue roses' }],
    ['another text', { body: 'Something else.' }],
    ['another count', { answerCount: 3, complete: false }],
    ['another number of votes', { thanksCount: 9 }],
    ['another time', { postedAt: '2024-05-01T09:00:00Z' }],
    ['a text that goes on', { body: `My roses have yellow leaves. ${'And they fall off. '.repeat(5)}` }],
    ['another question altogether', { title: 'Blue roses', body: 'Something else.', answers: [answer('z')] }],
  ])('%s', (_, change) => {
    const base = page({ answerCount: 2, thanksCount: 1, postedAt: '2024-05-01T08:00:00Z' })
    expect(codes(base, declared(change))).toEqual(['structured-data'])
    expect(codes(base, page({ ...change, layout: 'garden/landmarks' }))).toEqual(['layout-disagrees'])
  })

  test('times within the same minute do not contradict each other', () => {
    expect(
      codes(page({ postedAt: '2024-05-01T08:00:00Z' }), declared({ postedAt: '2024-05-01T17:00:59+09:00' })),
    ).toEqual([])
  })
})

test('a thousand answers with the same text are matched one to one', () => {
  const answers = Array.from({ length: 1_000 }, (_, at) =>
    answer(`b${at}`, { body: 'Thanks for the help, all of you.', author: null }),
  )
  const others = answers.map((one, at) => ({ ...one, key: `c${at}` }))
  expect(codes(page({ answers }), declared({ answers: others }))).toEqual([])
})
