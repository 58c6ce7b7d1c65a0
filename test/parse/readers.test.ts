/** Who reads a page of a site: the order of its definition's readers, and what the others have to say. */
import { describe, expect, test } from 'vitest'
import { explainPage } from '../../src/parse/explain/explain.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import type { ReaderName, SiteDefinition } from '../../src/sites/site-definition.ts'

const url = 'https://orchard.example/q/5'

const orchard: SiteDefinition = {
  name: 'orchard',
  version: 1,
  hosts: ['orchard.example'],
  timeZone: 'Europe/Berlin',
  urls: { question: '/q/{id}' },
  readers: ['layouts', 'structured-data'],
  layouts: [
    {
      name: 'orchard/2020',
      recognisedBy: 'h1',
      question: { title: 'h1', body: '.text', postedAt: '.asked' },
      answers: { each: 'article', key: { select: 'article', attr: 'data-id' }, body: 'p', author: 'b' },
    },
  ],
}

/** The page shows neither who asked nor when the answer came; its data knows both, and calls the question otherwise. */
function orchardPage({ author = 'pip', asked = '2024-07-01 10:00' } = {}): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Question',
    name: 'When to prune apple trees',
    text: 'They are three years old.',
    answerCount: 1,
    author: { '@type': 'Person', name: 'russet' },
    suggestedAnswer: {
      '@type': 'Answer',
      url: `${url}#31`,
      text: 'In late winter, before the buds swell.',
      author: { '@type': 'Person', name: author },
      dateCreated: '2024-07-02T08:00:00+02:00',
    },
  }
  return `<!doctype html><html><head><title>Pruning</title>
    <script type="application/ld+json">${JSON.stringify(data)}</script></head><body>
    <h1>When to prune apple trees?</h1><p class="asked">${asked}</p><p class="text">They are three years old.</p>
    <article data-id="31"><b>pip</b><p>In late winter, before the buds swell.</p></article></body></html>`
}

function read(html: string, change: Partial<SiteDefinition> = {}) {
  return parseQuestionPage(html, { url, sites: [{ ...orchard, ...change }] })
}

function recordOf(...of: Parameters<typeof read>) {
  const outcome = read(...of)
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

describe('the readers of a definition', () => {
  test.each<[string, readonly ReaderName[], string]>([
    ['orchard/2020', ['layouts', 'structured-data'], 'When to prune apple trees?'],
    ['schema-org/json-ld', ['structured-data', 'layouts'], 'When to prune apple trees'],
    ['schema-org/json-ld', ['structured-data'], 'When to prune apple trees'],
    ['orchard/2020', ['layouts'], 'When to prune apple trees?'],
  ])('give the record of %s in the order %j', (layout, readers, title) => {
    const page = recordOf(orchardPage(), { readers })
    expect({ layout: page.layout, title: page.title }).toEqual({ layout, title })
  })

  test('that are not named are layouts, landmarks, structured data', () => {
    const { readers: _, ...unsaid } = orchard
    const outcome = parseQuestionPage(orchardPage(), { url, sites: [unsaid] })
    expect(outcome).toMatchObject({ kind: 'question', page: { layout: 'orchard/2020' } })
  })

  test('behind one that reads nothing read the page', () => {
    const [layout] = orchard.layouts
    if (layout === undefined) throw new Error('it has one')
    const page = recordOf(orchardPage(), { layouts: [{ ...layout, recognisedBy: '.redesigned' }] })
    expect(page).toMatchObject({ layout: 'schema-org/json-ld', title: 'When to prune apple trees' })
  })
})

describe('a witness', () => {
  test('fills what the record leaves open, and nothing else', () => {
    const page = recordOf(orchardPage())
    expect(page).toMatchObject({
      layout: 'orchard/2020',
      title: 'When to prune apple trees?',
      asker: { name: 'russet' },
      postedAt: '2024-07-01T10:00:00+02:00',
      answerCount: 1,
      answers: [{ key: '31', author: { name: 'pip' }, postedAt: '2024-07-02T08:00:00+02:00' }],
      checks: [],
    })
    expect(recordOf(orchardPage(), { readers: ['layouts'] })).toMatchObject({
      asker: null,
      answerCount: null,
      answers: [{ postedAt: null }],
    })
  })

  test('from a script that was repaired says so where it filled something', () => {
    const { asker, checks } = recordOf(orchardPage().replace('}</script>', ',}</script>'))
    expect(asker).toMatchObject({ name: 'russet' })
    expect(checks.map(({ code }) => code)).toContain('structured-data-repaired')
  })

  test.each([
    [1, []],
    [3, ['comments-missing']],
  ])('that shows comments lessens what is missing of %i', (declared, codes) => {
    const html = orchardPage()
      .replace('"answerCount":1', `"answerCount":1,"commentCount":${declared}`)
      .replace('</article>', '</article><aside><i>gala</i><q>Which region?</q></aside>')
    const [layout] = orchard.layouts
    const replies = { each: 'aside', kind: 'comment', body: 'q', author: 'i' } as const
    const layouts = layout === undefined ? [] : [{ ...layout, question: { ...layout.question, replies } }]
    const page = recordOf(html, { readers: ['structured-data', 'layouts'], layouts })
    expect(page.replies).toMatchObject([{ author: { name: 'gala' }, body: 'Which region?' }])
    expect(page.checks.map(({ code }) => code)).toEqual(codes)
  })

  test('that shows only some comments says so where it filled them', () => {
    const html = orchardPage().replace(
      '</article>',
      '</article><aside><i>gala</i><q>Which region?</q></aside><a href="#">show 3 more comments</a>',
    )
    const [layout] = orchard.layouts
    const replies = { each: 'aside', kind: 'comment', body: 'q', author: 'i' } as const
    const layouts = layout === undefined ? [] : [{ ...layout, question: { ...layout.question, replies } }]
    const { checks } = recordOf(html, { readers: ['structured-data', 'layouts'], layouts })
    expect(checks.map(({ code }) => code)).toEqual(['comments-missing'])
  })

  test('is named by --explain beside each field that it filled', () => {
    const { rows } = explainPage(orchardPage(), { url, sites: [orchard] })
    const told = rows.filter(({ rule }) => rule?.startsWith('witness') === true)
    expect(told.map(({ field, rule, text }) => [field, rule, text])).toEqual([
      ['asker', 'witness schema-org/json-ld', 'russet'],
      ['answerCount', 'witness schema-org/json-ld', '1'],
      ['answer 31 postedAt', 'witness schema-org/json-ld', '2024-07-02T08:00:00+02:00'],
    ])
  })

  test('that names another author rejects the page', () => {
    expect(read(orchardPage({ author: 'medlar' }))).toMatchObject({
      kind: 'rejected',
      reason: 'checks',
      checks: [{ code: 'readers-disagree', severity: 'error' }],
    })
  })

  test.each<[string, readonly (string | RegExp)[]]>([
    ['a visitor', ['a visitor']],
    ['visitor 4711', [/^visitor \d+$/]],
  ])('that names %s names nobody where the definition says so', (author, anonymous) => {
    const page = recordOf(orchardPage({ author }), { anonymous })
    expect(page.answers).toMatchObject([{ author: { name: 'pip' } }])
    expect(page.checks.map(({ code }) => code)).not.toContain('readers-disagree')
    expect(read(orchardPage({ author }))).toMatchObject({ kind: 'rejected' })
  })
})

test('a layout has a time zone of its own where it names one', () => {
  const [layout] = orchard.layouts
  if (layout === undefined) throw new Error('it has one')
  const inTokyo = [{ ...layout, timeZone: 'Asia/Tokyo' }]
  expect(recordOf(orchardPage()).postedAt).toBe('2024-07-01T10:00:00+02:00')
  expect(recordOf(orchardPage(), { layouts: inTokyo }).postedAt).toBe('2024-07-01T10:00:00+09:00')
  expect(recordOf(orchardPage(), { layouts: inTokyo, timeZone: null }).postedAt).toBe(
    '2024-07-01T10:00:00+09:00',
  )
})
