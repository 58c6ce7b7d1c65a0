/** schema.org Q&A markup in its three syntaxes, on invented pages. */
import { describe, expect, test } from 'vitest'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'

const url = 'https://qa.example/questions/123/boiling-eggs?sort=votes'

function outcomeOf(html: string, at = url) {
  return parseQuestionPage(
    `<html><head><link rel="canonical" href="${at.split('?')[0]}"></head><body>${html}</body></html>`,
    {
      url: at,
      contentType: 'text/html',
    },
  )
}

function recordOf(html: string, at = url): QuestionPage {
  const outcome = outcomeOf(html, at)
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

const jsonLd = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`

const question = {
  '@type': 'Question',
  name: 'How long do eggs boil?',
  text: '<p>Mine are always &amp;frac12; raw.</p><p>Six minutes, sea level.</p>',
  answerCount: 2,
  upvoteCount: '1,024',
  dateCreated: '2020-05-01T10:00:00+02:00',
  author: { '@type': 'Person', name: 'Ada', url: '/users/7/ada' },
  acceptedAnswer: {
    '@type': 'Answer',
    text: 'Seven.',
    upvoteCount: 3,
    url: 'https://qa.example/a/55',
    author: { name: 'Bo' },
  },
  suggestedAnswer: [{ '@type': 'Answer', text: 'Eight.', upvoteCount: -2, url: '#answer-66' }],
}

test('values that no database can hold are left out of a record or repaired', () => {
  const data = {
    ...question,
    name: 'How\0 long \ud83d?',
    answerCount: '99999999999',
    upvoteCount: '-99999999999',
    acceptedAnswer: { '@type': 'Answer', '@id': '', text: 'Seven.' },
    suggestedAnswer: [],
  }
  const page = recordOf(jsonLd({ '@type': 'QAPage', mainEntity: data }))
  expect(page).toMatchObject({ title: 'How long \ufffd?', answerCount: null, thanksCount: null })
  expect(page.answers).toMatchObject([{ body: 'Seven.' }])
})

test('a saved file keeps its URL', () => {
  const html = jsonLd({ '@type': 'QAPage', mainEntity: question })
  const outcome = parseQuestionPage(html, { url: 'file:///questions/123/x.html?a#b' })
  expect(outcome).toMatchObject({ page: { questionId: '123', url: 'file:///questions/123/x.html' } })
})

test('JSON-LD gives every field, with markup in its texts converted to visible text', () => {
  const page = recordOf(jsonLd({ '@context': 'https://schema.org', '@type': 'QAPage', mainEntity: question }))
  expect(page).toMatchObject({
    site: 'qa.example',
    questionId: '123',
    url: 'https://qa.example/questions/123/boiling-eggs',
    title: 'How long do eggs boil?',
    body: 'Mine are always &frac12; raw.\nSix minutes, sea level.',
    status: 'solved',
    answerCount: 2,
    thanksCount: 1024,
    postedAt: '2020-05-01T10:00:00+02:00',
    asker: { name: 'Ada', url: 'https://qa.example/users/7/ada' },
    complete: true,
    layout: 'schema-org/json-ld',
    checks: [],
  })
  expect(page.answers).toMatchObject([
    {
      key: '55',
      number: null,
      isBest: true,
      body: 'Seven.',
      thanksCount: 3,
      author: { name: 'Bo', url: null },
    },
    { key: '66', isBest: false, body: 'Eight.', thanksCount: -2, author: null },
  ])
})

test('@graph, prefixed names, full type names and references within the page are understood', () => {
  const graph = {
    '@context': { schema: 'http://schema.org/' },
    '@graph': [
      { '@type': ['WebPage', 'http://schema.org/QAPage'], 'schema:mainEntity': { '@id': '#q' } },
      { '@id': '#q', '@type': 'schema:Question', 'schema:name': 'Why?', 'schema:text': 'Just why?' },
    ],
  }
  expect(recordOf(jsonLd(graph))).toMatchObject({
    title: 'Why?',
    body: 'Just why?',
    answers: [],
    status: 'unknown',
  })
})

test('an answer that is both accepted and suggested is one answer', () => {
  const both = { '@id': '#a1', '@type': 'Answer', text: 'Yes.' }
  const page = recordOf(
    jsonLd({
      '@type': 'QAPage',
      mainEntity: { ...question, answerCount: 1, acceptedAnswer: both, suggestedAnswer: [{ '@id': '#a1' }] },
    }),
  )
  expect(page.answers.map(({ isBest }) => isBest)).toEqual([true])
})

const microdata = (answers: string, declared: number) => `
  <div itemscope itemtype="http://schema.org/QAPage"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
  <h1 itemprop="name">Which <b>pan</b>?</h1><div itemprop="text"><p>Iron or steel?</p><pre>a  b
c</pre></div><span itemprop="answerCount">${declared}</span>
  <span itemprop="upvoteCount" data-value="1200">1.2k</span>
  <div itemprop="author" itemscope itemtype="https://schema.org/Person"><a href="/users/9/cy"><span itemprop="name">Cy</span></a></div>
  ${answers}</div></div>`

const answer = (
  id: number,
  names: string,
) => `<div id="answer-${id}" itemprop="${names}" itemscope itemtype="https://schema.org/Answer">
  <div itemprop="text"><p>Number ${id}.</p></div><time itemprop="dateCreated" datetime="2021-01-02T03:04:05"></time>
  <div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><span itemprop="text">not an answer</span></div></div>`

test('microdata: two names on one element, separate comments, exact numbers of votes, preformatted text', () => {
  const page = recordOf(
    microdata(answer(11, 'suggestedAnswer acceptedAnswer') + answer(12, 'suggestedAnswer'), 2),
  )
  expect(page).toMatchObject({
    title: 'Which pan?',
    body: 'Iron or steel?\na  b\nc',
    thanksCount: 1200,
    asker: { name: 'Cy', url: 'https://qa.example/users/9/cy' },
    layout: 'schema-org/microdata',
  })
  expect(page.answers.map(({ key, isBest, body }) => ({ key, isBest, body }))).toEqual([
    { key: '11', isBest: true, body: 'Number 11.' },
    { key: '12', isBest: false, body: 'Number 12.' },
  ])
})

test('a time without an offset is left out and flagged, but is Japanese time on a Japanese site', () => {
  const html = microdata(answer(11, 'suggestedAnswer'), 1)
  const elsewhere = recordOf(html)
  expect(elsewhere.answers[0]?.postedAt).toBeNull()
  expect(elsewhere.checks.map(({ code }) => code)).toEqual(['time-zone-unknown'])
  const japanese = recordOf(html, 'https://qa.example.jp/questions/123/x')
  expect(japanese.answers[0]?.postedAt).toBe('2021-01-02T03:04:05+09:00')
})

test.each(['2013-02-30', '2013-02-30T01:02:03Z', '2021-01-02T03:04:05+19:00', '0000-01-01'])(
  'a time that Postgres would refuse is ignored: %s',
  (time) => {
    const html = microdata(answer(11, 'suggestedAnswer'), 1).replaceAll('2021-01-02T03:04:05', time)
    expect(html).toContain(time)
    expect(recordOf(html).answers[0]?.postedAt).toBeNull()
  },
)

test('a page that shows fewer answers than it declares is incomplete and names its next page', () => {
  const html = `${microdata(answer(11, 'suggestedAnswer'), 3)}<a rel="next" href="?page=2&amp;sort=votes#tab-top">2</a>`
  expect(recordOf(html)).toMatchObject({
    complete: false,
    nextPageUrl: 'https://qa.example/questions/123/boiling-eggs?page=2&sort=votes',
  })
})

test.each([
  ['a FAQPage', { '@type': 'FAQPage', mainEntity: [question] }],
  ['a forum posting', { '@type': 'DiscussionForumPosting', headline: 'x', text: 'y' }],
  ['a page with several questions', [question, { ...question, name: 'Another?' }]],
  ['an article', { '@type': 'Article', headline: 'x' }],
  ['a product that someone asked about', { '@type': 'Product', name: 'Pan', subjectOf: question }],
])('%s is not a question page', (_name, data) => {
  expect(outcomeOf(jsonLd(data)).kind).toBe('not-a-question')
})

test('two accepted answers reject the page', () => {
  const outcome = outcomeOf(microdata(answer(11, 'acceptedAnswer') + answer(12, 'acceptedAnswer'), 2))
  expect(outcome).toMatchObject({
    kind: 'rejected',
    reason: 'checks',
    checks: [{ code: 'best-answer', severity: 'error' }, {}],
  })
})

test('structured data that contradicts an OKWAVE page is flagged, and the visible page wins', () => {
  const data = jsonLd({
    '@context': 'https://schema.org',
    '@type': 'QAPage',
    mainEntity: { ...question, answerCount: 9 },
  })
  const outcome = parseQuestionPage(
    `<html><body>${data}<p>受付中</p><h1>卵のゆで時間</h1><div>何分ゆでますか。</div><ul><li>料理</li><li>回答数0</li></ul><p>専門家に質問してみよう</p></body></html>`,
    { url: 'https://okwave.jp/qa/q9900099.html', contentType: 'text/html' },
  )
  expect(outcome).toMatchObject({ kind: 'question', page: { title: '卵のゆで時間', answerCount: 0 } })
  if (outcome.kind === 'question')
    expect(outcome.page.checks.map(({ code }) => code)).toEqual(['structured-data'])
})

test('images inside the text of a question are its images, as absolute URLs', () => {
  const { imageUrls } = recordOf(`<div itemscope itemtype="https://schema.org/QAPage">
    <img src="/logo.png"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
    <h1 itemprop="name">How long do eggs boil?</h1>
    <div itemprop="text"><p>Mine look like this:</p><p><img src="/egg.png"></p></div>
    <span itemprop="answerCount">0</span></div></div>`)
  expect(imageUrls).toEqual(['https://qa.example/egg.png'])
})

test.each([
  ['a time before the year 1 of UTC', { dateCreated: '0001-01-01T00:00:00+09:00' }, { postedAt: null }],
  ['a time after the year 9999 of UTC', { dateCreated: '9999-12-31T23:59:00-05:00' }, { postedAt: null }],
  ['an invalid date', { dateCreated: 'some time ago' }, { postedAt: null }],
  ['a day that does not exist', { dateCreated: '2013-02-30' }, { postedAt: null }],
  ['fewer answers than none', { answerCount: -1 }, { answerCount: null }],
  ['more votes than the database counts', { upvoteCount: 9_999_999_999 }, { thanksCount: null }],
])('%s is left out and flagged', (_name, fields, left) => {
  const record = recordOf(jsonLd({ '@type': 'QAPage', mainEntity: { ...question, ...fields } }))
  expect(record).toMatchObject(left)
  expect(record.checks.map(({ code }) => code)).toContain('value-out-of-range')
})

test('a question whose answer has a key that is too long for the database is rejected', () => {
  const suggestedAnswer = [{ '@type': 'Answer', text: 'x', identifier: '鍵'.repeat(1_000) }]
  const outcome = outcomeOf(jsonLd({ '@type': 'QAPage', mainEntity: { ...question, suggestedAnswer } }))
  expect(outcome).toMatchObject({ kind: 'rejected', reason: 'not-loadable' })
})

test('combining marks beyond a hundred on one letter are taken out of a text and flagged', () => {
  const text = `e${'&#x301;&#x316;'.repeat(60)}x`
  const record = recordOf(jsonLd({ '@type': 'QAPage', mainEntity: { ...question, text } }))
  expect(record.body).toBe(`e${'\u0301\u0316'.repeat(50)}x`)
  expect(record.checks.map(({ code }) => code)).toContain('text-repaired')
})

const codes = (page: QuestionPage) => page.checks.map(({ code }) => code)

describe('items that Google counts', () => {
  test('answers inside a question without `itemprop`', () => {
    const page = recordOf(`<div itemscope itemtype="https://schema.org/Question" data-questionid="5">
      <h1 itemprop="name">Which knife?</h1><div itemprop="text">For bread.</div>
      <div itemscope itemtype="https://schema.org/Answer" data-answerid="6"><div itemprop="text">A long one.</div>
        <div itemscope itemtype="https://schema.org/Comment"><span itemprop="text">How long?</span></div></div>
      <section><div itemscope itemtype="https://schema.org/Answer" id="post-7"><div itemprop="text">Any.</div></div></section>
      </div>`)
    expect(page.questionId).toBe('5')
    expect(page.answers).toMatchObject([
      { key: '6', body: 'A long one.', replies: [{ kind: 'comment', body: 'How long?', author: null }] },
      { key: '7', body: 'Any.', replies: [] },
    ])
  })

  test('answers beside the only question, and in a list', () => {
    const text = (body: string) => ({ '@type': 'Answer', text: body })
    const beside = [
      { '@type': 'Question', name: 'Which?', text: 'This or that?' },
      { ...text('This.'), url: '#answer-1' },
    ]
    expect(recordOf(jsonLd({ '@graph': beside })).answers).toMatchObject([{ key: '1', body: 'This.' }])
    const list = { '@type': 'ItemList', itemListElement: [{ '@type': 'ListItem', item: text('That.') }] }
    const inList = { '@type': 'QAPage', mainEntity: { ...beside[0], suggestedAnswer: list } }
    expect(recordOf(jsonLd(inList)).answers).toMatchObject([{ body: 'That.' }])
  })

  test('an accepted answer that is a text, the name of another, or described nowhere', () => {
    const named = {
      ...question,
      answerCount: 1,
      suggestedAnswer: [{ '@type': 'Answer', '@id': '#a7', text: 'Eight.' }],
    }
    const of = (acceptedAnswer: unknown, fields = {}) =>
      recordOf(jsonLd({ '@type': 'QAPage', mainEntity: { ...named, acceptedAnswer, ...fields } }))
    expect(of('Seven minutes.', { answerCount: 2 }).answers).toMatchObject([
      { isBest: true, body: 'Seven minutes.' },
      { isBest: false, body: 'Eight.', key: '7' },
    ])
    for (const name of [{ '@id': '#a7' }, '#a7', ' #a7 ']) {
      expect(of(name).answers).toMatchObject([{ isBest: true, body: 'Eight.' }])
    }
    const nowhere = of({ '@id': '#a9' })
    expect(nowhere).toMatchObject({ status: 'unknown', answers: [{ isBest: false }] })
    expect(codes(nowhere)).toEqual(['best-answer'])
  })

  test('headline, description and creator; an organization has written nothing', () => {
    const page = recordOf(
      jsonLd({
        '@type': 'Question',
        headline: 'Which oil?',
        description: 'For frying.',
        creator: { '@type': 'Person', name: 'Di' },
        author: { '@type': 'Organization', name: 'Example Inc.' },
        answerCount: 0,
      }),
    )
    expect(page).toMatchObject({
      title: 'Which oil?',
      body: 'For frying.',
      asker: { name: 'Di' },
      checks: [],
    })
  })

  test('a question that is only a title', () => {
    const page = recordOf(jsonLd({ '@type': 'QAPage', mainEntity: { ...question, text: undefined } }))
    expect(page).toMatchObject({ title: 'How long do eggs boil?', body: '' })
    expect(codes(page)).toEqual(['empty-body'])
  })

  test('comments, and those that are only counted', () => {
    const comment = {
      '@type': 'Comment',
      text: 'Why?',
      author: { name: 'Ed' },
      dateCreated: '2020-05-02T10:00:00Z',
    }
    const page = recordOf(
      jsonLd({
        '@type': 'QAPage',
        mainEntity: {
          ...question,
          comment,
          commentCount: 1,
          acceptedAnswer: { ...question.acceptedAnswer, commentCount: 3 },
        },
      }),
    )
    expect(page.replies).toEqual([
      {
        kind: 'comment',
        author: { name: 'Ed', url: null, bestAnswerRate: null },
        body: 'Why?',
        postedAt: '2020-05-02T10:00:00Z',
      },
    ])
    expect(page.checks).toMatchObject([{ code: 'comments-missing', severity: 'warning' }])
  })

  test('answers without ids are identified by author and time, else by their beginning', () => {
    const by = { '@type': 'Answer', author: 'Flo', dateCreated: '2020-05-02T10:00:00Z' }
    const own = { url: url.split('?')[0] }
    const read = (suggestedAnswer: unknown) =>
      recordOf(
        jsonLd({
          '@type': 'QAPage',
          mainEntity: { ...question, answerCount: 1, acceptedAnswer: [], suggestedAnswer },
        }),
      )
    expect(read({ ...by, ...own, text: 'One.' }).answers[0]?.key).toMatch(/^t:/)
    const guessed = read({ '@type': 'Answer', ...own, text: 'One.' })
    expect(guessed.answers[0]?.key).toMatch(/^b:/)
    expect(codes(guessed)).toEqual(['key-guessed'])
  })
})

test('the id of an answer may be in the element around it; an id that moves with the best answer does not count', () => {
  const item = (at: string, inner: string) =>
    `<div ${at}><div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer"><div itemprop="text">${inner}</div></div></div>`
  const page = recordOf(microdata(item('id="post-31"', 'One.') + item('data-post-id="32"', 'Two.'), 2))
  expect(page.answers.map(({ key }) => key)).toEqual(['31', '32'])
  const google = recordOf(
    jsonLd({
      ...question,
      acceptedAnswer: { '@type': 'Answer', text: 'Seven.', url: '/q#acceptedAnswer' },
      suggestedAnswer: { '@type': 'Answer', text: 'Eight.', url: '/q#suggestedAnswer1' },
    }),
  )
  expect(google.answers.map(({ key }) => key.slice(0, 2))).toEqual(['b:', 'b:'])
})

describe('the question of a page', () => {
  const other = (name: string) => ({ '@type': 'Question', name, url: `/questions/${name.length}` })

  test('questions within it are related to it', () => {
    const related = { '@type': 'ItemList', itemListElement: [other('Fried?'), other('Poached?')] }
    const page = recordOf(jsonLd({ ...question, relatedQuestion: related }))
    expect(page.title).toBe('How long do eggs boil?')
    expect(page.related).toMatchObject([
      { rank: 1, title: 'Fried?', url: 'https://qa.example/questions/6', questionId: '6' },
      { rank: 2, title: 'Poached?', url: 'https://qa.example/questions/8', questionId: '8' },
    ])
  })

  test.each([
    ['beside a list of others', [question, { '@type': 'ItemList', itemListElement: [other('Fried?')] }]],
    [
      'beside an FAQPage',
      [question, { '@type': 'FAQPage', mainEntity: [other('Fried?'), other('Poached?')] }],
    ],
    ['beside bare links to others', [question, other('Fried?'), other('Poached?')]],
    [
      'described twice',
      [{ '@type': 'QAPage', mainEntity: question }, question, { ...question, suggestedAnswer: [] }],
    ],
    [
      'as the untyped entity of a QAPage',
      { '@type': 'QAPage', mainEntity: { ...question, '@type': undefined } },
    ],
    [
      'by full names of types',
      {
        '@type': 'https://www.schema.org/QAPage',
        mainEntity: { ...question, '@type': '//schema.org/Question/' },
      },
    ],
    ['as a list of one', [{ '@type': ['WebPage', 'QAPage'], mainEntity: [question] }]],
  ])('%s', (_name, data) => {
    expect(recordOf(jsonLd(data))).toMatchObject({ title: 'How long do eggs boil?', answers: [{}, {}] })
  })

  test.each([
    ['an FAQPage', { '@type': 'FAQPage', mainEntity: question }],
    [
      'an FAQPage that names its questions',
      [
        { '@type': 'FAQPage', mainEntity: [{ '@id': '#1' }] },
        { ...question, '@id': '#1' },
      ],
    ],
    [
      'two questions of a QAPage',
      { '@type': 'QAPage', mainEntity: [question, { ...question, name: 'Another?' }] },
    ],
    ['two questions', [question, { ...question, name: 'Another?' }]],
    ['a list', { '@type': 'ItemList', itemListElement: [question, other('Fried?')] }],
  ])('%s is none', (_name, data) => {
    expect(outcomeOf(jsonLd(data))).toMatchObject({
      kind: 'not-a-question',
      checks: [{ code: 'several-questions', severity: 'warning' }],
    })
  })
})

describe('damaged JSON-LD', () => {
  const written = JSON.stringify({ '@type': 'QAPage', mainEntity: question })
  const scriptOf = (text: string) => `<script type="application/ld+json; charset=utf-8">${text}</script>`

  test('a repaired script gives a record with a check', () => {
    const page = recordOf(scriptOf(written.replace(/\}$/, ',}')))
    expect(page.answers).toHaveLength(2)
    expect(codes(page)).toEqual(['structured-data-repaired'])
  })

  test('markup in the visible page outranks a repaired script', () => {
    const page = recordOf(
      scriptOf(written.replace(/\}$/, ',}')) + microdata(answer(11, 'suggestedAnswer'), 1),
    )
    expect(page).toMatchObject({ title: 'Which pan?', layout: 'schema-org/microdata' })
    expect(codes(page)).not.toContain('structured-data-repaired')
  })

  test('a QAPage that was cut off rejects a page that nothing else reads', () => {
    expect(outcomeOf(scriptOf(written.slice(0, -1)))).toMatchObject({
      kind: 'rejected',
      reason: 'checks',
      checks: [{ code: 'structured-data-damaged', severity: 'error' }],
    })
  })

  test('another script that was cut off is a warning', () => {
    const broken = scriptOf('{"@type": "WebSite", "name": "x"')
    expect(codes(recordOf(broken + jsonLd(question)))).toEqual(['structured-data-damaged'])
    expect(outcomeOf(broken)).toMatchObject({
      kind: 'not-a-question',
      checks: [{ code: 'structured-data-damaged', severity: 'warning' }],
    })
  })
})

describe('categories', () => {
  const crumb = (position: number, name: string, item: string) => ({
    '@type': 'ListItem',
    position,
    name,
    item,
  })
  const crumbs = {
    '@type': 'BreadcrumbList',
    itemListElement: [
      crumb(3, 'Eggs', 'https://qa.example/c/eggs'),
      crumb(1, 'QA Example', 'https://qa.example/'),
      {
        '@type': 'ListItem',
        position: 2,
        item: { '@id': 'https://qa.example/c/food', name: 'Food &amp; drink' },
      },
      crumb(4, 'How long do…', 'https://qa.example/questions/123/boiling-eggs'),
    ],
  }

  test('breadcrumbs without the front page and the question', () => {
    expect(recordOf(jsonLd([crumbs, question])).categories).toEqual(['Food & drink', 'Eggs'])
    const microdataCrumbs = `<ol itemscope itemtype="https://schema.org/BreadcrumbList">
      <li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/"><span itemprop="name">Home</span></a><meta itemprop="position" content="1"></li>
      <li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem"><a itemprop="item" href="/c/food"><span itemprop="name">Food</span></a><meta itemprop="position" content="2"></li>
      </ol>`
    expect(recordOf(microdataCrumbs + jsonLd(question)).categories).toEqual(['Food'])
  })

  test.each([
    ['keywords as a text', { keywords: 'eggs, boiling' }],
    ['keywords as a list', { keywords: ['eggs', { '@type': 'DefinedTerm', name: 'boiling' }] }],
    ['about', { about: [{ '@type': 'Thing', name: 'eggs' }, { name: 'boiling' }] }],
  ])('tags where there are no breadcrumbs: %s', (_name, fields) => {
    expect(recordOf(jsonLd({ ...question, ...fields })).categories).toEqual(['eggs', 'boiling'])
    expect(recordOf(jsonLd([crumbs, { ...question, ...fields }])).categories).toEqual([
      'Food & drink',
      'Eggs',
    ])
  })

  test('links to tags within the question', () => {
    const tags =
      '<ul><li><a rel="nofollow tag" href="/t/iron">iron</a></li><li><a rel="tag" href="/t/pans">pans</a></li></ul>'
    expect(recordOf(microdata(tags + answer(11, 'suggestedAnswer'), 1)).categories).toEqual(['iron', 'pans'])
  })
})

describe('texts that end like excerpts', () => {
  const cut = (text: string) => jsonLd({ '@type': 'QAPage', mainEntity: { ...question, text } })
  const shown =
    '<div><p>Mine are always raw in the middle.</p><p>What do I do wrong?</p></div><div>Other.</div>'

  test.each([
    'Mine are always raw in…',
    'Mine are always raw in the middle. What do...',
    '<p>Mine are always raw in&hellip;</p>',
  ])('the page shows the whole: %s', (text) => {
    const page = recordOf(shown + cut(text))
    expect(page.body).toBe('Mine are always raw in the middle.\nWhat do I do wrong?')
    expect(page.checks).toEqual([])
  })

  test('a template took its first characters', () => {
    const words = 'word '.repeat(30)
    const page = recordOf(`<div>${words}and the end of it.</div>${cut(`${words}and the e`)}`)
    expect(page.body).toBe(`${words}and the end of it.`)
    const complete = recordOf(`<div><p>${words}end</p><p>Share this</p></div>${cut(`${words}end`)}`)
    expect(complete.body).toBe(`${words}end`)
  })

  test('a title that the page shows whole', () => {
    const page = recordOf(
      `<h1>How long do eggs boil at sea level?</h1>${jsonLd({ ...question, name: 'How long do eggs boil at…' })}`,
    )
    expect(page.title).toBe('How long do eggs boil at sea level?')
  })

  test('the page shows nothing that begins alike', () => {
    const page = recordOf(cut('Mine are always green in…'))
    expect(page.body).toBe('Mine are always green in…')
    expect(codes(page)).toEqual(['structured-data'])
  })

  test.each([
    ['its first paragraph', '<div><p>Mine are always raw in the middle.</p><p>What do I do wrong?</p></div>'],
    ['its first sentence', '<div>Mine are always raw in the middle. What do I do wrong?</div>'],
    [
      'its text without the list',
      '<div><p>Mine are always raw in the middle.</p><ul><li>Why?</li></ul></div>',
    ],
  ])('of a text that ends like a sentence the page shows more: %s', (_, html) => {
    const page = recordOf(html + cut('Mine are always raw in the middle.'))
    expect(page.body).toBe('Mine are always raw in the middle.')
    expect(page.checks).toMatchObject([
      { code: 'structured-data', message: expect.stringContaining('shows more') },
    ])
  })

  test.each([
    '<div><p>Mine are always raw in the middle.</p></div><div><p>Other.</p></div>',
    '<div><p>Mine are always raw in the middle.</p><div class="menu">Share</div></div>',
    '<p>Mine are always raw in the middle.</p><blockquote>Mine are always raw in the middle. Why?</blockquote><div>x</div>'.replace(
      '</p><blockquote>',
      '</p></div><div><blockquote>',
    ),
    '<div>Mine are always raw in the middle.<br></div><p>Like?</p>',
  ])('a text that the page shows just so is whole: %s', (html) => {
    expect(recordOf(html + cut('Mine are always raw in the middle.')).checks).toEqual([])
  })

  test('the author ends with an ellipsis', () => {
    const page = recordOf(`<p>And then nothing…</p>${cut('And then nothing…')}`)
    expect(page.body).toBe('And then nothing…')
    expect(page.checks).toEqual([])
  })
})

test('visible text is never parsed as markup', () => {
  const page = recordOf(`<div itemscope itemtype="https://schema.org/Question">
    <h1><a itemprop="name" href="/questions/123">List&lt;b&gt; and &lt;/b&gt; &amp;amp; co</a></h1>
    <span itemprop="text">Use &lt;p&gt; here.&lt;/p&gt;</span>
    <a itemprop="author" href="/users/3">&lt;b&gt;ill&lt;/b&gt;</a></div>`)
  expect(page).toMatchObject({
    title: 'List<b> and </b> &amp; co',
    body: 'Use <p> here.</p>',
    asker: { name: '<b>ill</b>', url: 'https://qa.example/users/3' },
  })
})

test('markup that the page shows as text is text', () => {
  const data = jsonLd({ ...question, name: 'Is it <b> or </b>?', text: '<p>One.</p><p>Two.</p>' })
  const page = recordOf(`<h1>Is it &lt;b&gt; or &lt;/b&gt;?</h1><p>One.</p><p>Two.</p>${data}`)
  expect(page).toMatchObject({ title: 'Is it <b> or </b>?', body: 'One.\nTwo.' })
})

test('a time without an offset that the page shows with one', () => {
  const html = microdata(answer(11, 'suggestedAnswer'), 1)
  const page = recordOf(`${html}<span title="2021-01-02 03:04:05Z">2 Jan</span>`)
  expect(page.answers[0]?.postedAt).toBe('2021-01-02T03:04:05Z')
  expect(page.checks).toEqual([])
  const twice = `<span title="2021-01-02 03:04:05Z"></span><time datetime="2021-01-02T03:04:05+01:00"></time>`
  expect(codes(recordOf(html + twice))).toEqual(['time-zone-unknown'])
})

test('fewer answers than declared on a page that leads nowhere are missing', () => {
  expect(recordOf(microdata(answer(11, 'suggestedAnswer'), 3))).toMatchObject({
    complete: false,
    checks: [{ code: 'answers-missing' }, { code: 'time-zone-unknown' }],
  })
})

test('a time that readers see as relative names a day, counted from the capture', () => {
  const html = microdata(answer(11, 'suggestedAnswer'), 1).replace(
    /<time.*?<\/time>/,
    '<time itemprop="dateCreated">3 days ago</time>',
  )
  const outcome = parseQuestionPage(`<html><body>${html}</body></html>`, {
    url: 'https://qa.example.jp/questions/123/x',
    capturedAt: '2024-05-10T12:00:00Z',
  })
  expect(outcome).toMatchObject({
    kind: 'question',
    page: { answers: [{ postedAt: '2024-05-07' }], checks: [] },
  })
})

test.each(['?page=2', '?p=2', '?pg=2'])('a later page of a question is no whole question: %s', (query) => {
  const html = jsonLd({ '@type': 'QAPage', mainEntity: { ...question, answerCount: 2 } })
  const outcome = parseQuestionPage(`<html><body>${html}</body></html>`, {
    url: `https://qa.example/questions/123/boiling-eggs${query}`,
  })
  expect(outcome).toMatchObject({ kind: 'question', page: { complete: false } })
})

test('a list of answers that holds itself a thousand times is read once', () => {
  const list = {
    '@id': '#list',
    '@type': 'ItemList',
    itemListElement: new Array(1000).fill({ '@id': '#list' }),
  }
  const data = {
    ...question,
    suggestedAnswer: [list, { '@type': 'Answer', text: 'Eight.', url: '#answer-66' }],
  }
  const page = recordOf(jsonLd({ '@type': 'QAPage', mainEntity: data }))
  expect(page.answers.map(({ body }) => body).sort()).toEqual(['Eight.', 'Seven.'])
})

test('the id of the question on each of its answers is no id of theirs', () => {
  const answer = (text: string, author: string) =>
    `<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer" data-questionid="123">
    <p itemprop="text">${text}</p><time itemprop="dateCreated" datetime="2020-05-02T10:00:00Z"></time>
    <span itemprop="author">${author}</span></div>`
  const page = recordOf(
    `<div itemscope itemtype="https://schema.org/QAPage"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
    <h1 itemprop="name">How long?</h1><p itemprop="text">Do they boil?</p>${answer('Six.', 'Bo')}${answer('Nine.', 'Cy')}</div></div>`,
  )
  expect(page.answers.map(({ body }) => body)).toEqual(['Six.', 'Nine.'])
  expect(page.answers.every(({ key }) => key.startsWith('t:'))).toBe(true)
})

test('a related question stays one where an answer names the question it belongs to', () => {
  const main = {
    ...question,
    '@id': '#q',
    suggestedAnswer: [{ '@type': 'Answer', text: 'Eight.', url: '#answer-66', parentItem: { '@id': '#q' } }],
    relatedQuestion: { '@type': 'Question', name: 'How long do quail eggs boil?', url: '/questions/9/quail' },
  }
  const page = recordOf(jsonLd({ '@type': 'QAPage', mainEntity: main }))
  expect(page.related).toMatchObject([{ rank: 1, questionId: '9', title: 'How long do quail eggs boil?' }])
})

test('a text in an inline element keeps its lines and has no script', () => {
  const page = recordOf(
    `<div itemscope itemtype="https://schema.org/QAPage"><div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
    <h1 itemprop="name">How long?</h1><span itemprop="text">one<br>two<script>three()</script></span></div></div>`,
  )
  expect(page.body).toBe('one\ntwo')
})
