/** Pages read by the layouts of a definition: every field, and the checks that a record must have. */
import type { Cheerio } from 'cheerio/slim'
import { describe, expect, test } from 'vitest'
import { readPage } from '../../../src/parse/read-page.ts'
import type { PageElement, SiteLayout } from '../../../src/sites/site-definition.ts'
import {
  bestAnswer,
  garden,
  gardenChecks,
  gardenLayout,
  gardenPage,
  gardenRecord,
  gardenUrl,
  otherAnswer,
  readGarden,
} from './garden.ts'

test('a whole page gives every field of the record', () => {
  const person = (name: string, url: string | null = null) => ({ name, url, bestAnswerRate: null })
  expect(gardenRecord(gardenPage())).toEqual({
    site: 'garden',
    questionId: '77',
    url: 'https://garden.example/q/77',
    aliases: [],
    title: 'Yellow roses',
    body: 'My roses have\nyellow leaves.',
    status: 'solved',
    categories: ['Flowers', 'Roses'],
    asker: {
      name: 'rosa',
      url: 'https://garden.example/people/rosa',
      bestAnswerRate: { percent: 50, best: 3, answers: 6 },
    },
    postedAt: '2024-05-01T10:00:00+02:00',
    answerCount: 2,
    thanksCount: 1200,
    complete: true,
    nextPageUrl: null,
    answers: [
      {
        key: 'a9',
        number: null,
        isBest: true,
        author: person('ivy', 'https://garden.example/people/ivy'),
        body: 'water\n  less',
        postedAt: '2024-05-03T08:15:00+02:00',
        thanksCount: -2,
        imageUrls: [],
        replies: [
          {
            kind: 'thanks',
            author: {
              name: 'rosa',
              url: 'https://garden.example/people/rosa',
              bestAnswerRate: { percent: 50, best: 3, answers: 6 },
            },
            body: 'That helped.',
            postedAt: '2024-05-04',
          },
          { kind: 'comment', author: null, body: 'Same here.', postedAt: null },
        ],
      },
      {
        key: 'a4',
        number: null,
        isBest: false,
        author: person('moss'),
        body: 'Feed them.',
        postedAt: '2024-05-02T20:00:00+02:00',
        thanksCount: 0,
        imageUrls: [],
        replies: [],
      },
    ],
    replies: [
      { kind: 'comment', author: person('tom'), body: 'Which soil?', postedAt: '2024-05-02T09:30:00+02:00' },
    ],
    imageUrls: ['https://garden.example/leaf.png'],
    related: [
      {
        rank: 1,
        questionId: '78',
        url: 'https://garden.example/q/78',
        title: 'Black spots',
        excerpt: 'They are round.',
      },
    ],
    layout: 'garden/2024',
    checks: [],
  })
})

describe('a text belongs to one field', () => {
  test('a question without an author does not get the author of an answer or a comment', () => {
    const question = '<div class="question"><div class="text">Why?</div></div>'
    const page = gardenPage({ question })
    const layout = { question: { ...gardenLayout.question, asker: '.who', postedAt: 'time' } }
    expect(gardenRecord(page, layout)).toMatchObject({ asker: null, postedAt: null })
  })

  test('an answer without an author does not get the author of a comment under it', () => {
    const answers = `<article class="answer" data-id="1"><div class="text">Wait.</div>
      <div class="comment"><span class="who">tom</span><p>How long?</p></div></article>`
    const [answer] = gardenRecord(gardenPage({ answers })).answers
    expect(answer).toMatchObject({ author: null, body: 'Wait.', replies: [{ body: 'How long?' }] })
  })

  test('comments of the question are not those of its answers, although one selector matches both', () => {
    const { replies, answers } = gardenRecord(gardenPage())
    expect([replies, ...answers.map((answer) => answer.replies)].map(({ length }) => length)).toEqual([
      1, 2, 0,
    ])
  })

  test('an element around an answer that also matches is not another answer', () => {
    const answers = `<div class="answer">${bestAnswer}</div>${otherAnswer}`
    expect(gardenRecord(gardenPage({ answers })).answers.map(({ key }) => key)).toEqual(['a9', 'a4'])
  })

  test('hidden answers, badges and texts do not exist', () => {
    const answers = `${bestAnswer}
      <template><article class="answer" data-id="t"><div class="text">Not yet.</div></article></template>
      <article class="answer" data-id="h" hidden><div class="text">Deleted.</div></article>
      <article class="answer" data-id="a4"><b class="badge" style="display: none">Best</b>
        <div class="text">Feed <span hidden>not</span>them.</div></article>`
    const record = gardenRecord(gardenPage({ answers }))
    expect(record.answers.map(({ key, isBest, body }) => [key, isBest, body])).toEqual([
      ['a9', true, 'water\n  less'],
      ['a4', false, 'Feed them.'],
    ])
  })
})

describe('places', () => {
  const first = gardenLayout.question
  type Title = SiteLayout['question']['title']
  type Query = Parameters<Extract<Title, (...of: never) => unknown>>[0]
  const withTitle = (title: Title) => ({ question: { ...first, title } })
  const titleOf = (title: Title) => gardenRecord(gardenPage(), withTitle(title)).title

  test('a list is tried in order', () => expect(titleOf(['.none', 'h1'])).toBe('Yellow roses'))
  test('an attribute, in the head too', () =>
    expect(titleOf({ select: 'title', match: /^(.*?) - / })).toBe('Yellow roses'))
  test('a pattern keeps its group, with the flag g too', () => {
    const title = { select: 'h1', match: /Yellow (\w+)/g }
    expect([titleOf(title), titleOf(title)]).toEqual(['roses', 'roses'])
  })
  test('a function gives elements', () => expect(titleOf(($) => $('h1'))).toBe('Yellow roses'))
  test('a function gives text', () =>
    expect(titleOf(($) => $('h1').text().toUpperCase())).toBe('YELLOW ROSES'))
  test('a function that gives a copy without some of its elements', () =>
    expect(titleOf(($) => $('.path').clone().children().remove().end())).toBe('/ /'))
  test('a function gives nodes of text', () => {
    const head = '<h1>A</h1><p class="state">Status: <b>locked</b></p>'
    const answerCount = ($: Query) =>
      $('.count')
        .contents()
        .filter((_, node) => node.type === 'text')
    const page = gardenPage({ head: `${head}<p class="count">2 <i class="share">answers</i></p>` })
    expect(gardenRecord(page, { question: { ...first, answerCount } }).answerCount).toBe(2)
  })

  test('the element itself counts, as the neighbour of another one too', () => {
    const answers = `<h3 class="chosen">Chosen</h3>${otherAnswer}`
    const layout = {
      noise: ['.share', 'h2', 'h3'],
      answers: { ...gardenLayout.answers, best: 'h3.chosen + *' },
    }
    const record = gardenRecord(gardenPage({ answers }), layout)
    expect(record.answers.map(({ key, isBest }) => [key, isBest])).toEqual([['a4', true]])
  })

  test('a body of several elements that a function returns is joined', () => {
    const question = '<div class="question"><h3>Q</h3><p>One.</p><p>Two.</p><hr></div>'
    const body = ($: Query) => $('.question h3').nextUntil('hr')
    expect(gardenRecord(gardenPage({ question }), { question: { ...first, body } }).body).toBe('One.\nTwo.')
  })
})

describe('checks', () => {
  test('unclaimed text of main is reported, without the text beside it', () => {
    const tail = '<p>Roses are <i>best</i> cut in March.</p>'
    const record = gardenRecord(gardenPage({ tail }))
    expect(record.checks).toEqual([
      {
        code: 'text-unclaimed',
        severity: 'warning',
        message: '1 texts that no field took: 「Roses are best cut in March.」',
      },
    ])
  })

  test('a label that is noise silences no value which its field does not find any more', () => {
    const layout = {
      noise: ['.share', 'h2', '.asked'],
      question: { ...gardenLayout.question, postedAt: '.question .asked time' },
    }
    const page = (time: string) =>
      gardenPage({
        question: `<div class="question"><p class="text">Why?</p><p class="asked">Asked on: ${time}</p></div>`,
      })
    expect(gardenChecks(page('<time>2024-05-03 08:15</time>'), layout)).toEqual([])
    expect(gardenChecks(page('<span>2024-05-03 08:15</span>'), layout)).toEqual(['text-unclaimed warning'])
  })

  test('a mark around everything does not claim everything', () => {
    const layout = { question: { ...gardenLayout.question, status: { solved: 'main:has(.solved)' } } }
    const tail = '<p>Lost text.</p>'
    expect(gardenChecks(gardenPage({ tail }), layout)).toEqual(['text-unclaimed warning'])
  })

  test('a time that cannot be read gives null and is reported', () => {
    const answers = bestAnswer.replace('2024-05-03 08:15', 'when the moon was full') + otherAnswer
    const record = gardenRecord(gardenPage({ answers }))
    expect(record.answers[0]?.postedAt).toBeNull()
    expect(record.checks).toMatchObject([
      {
        code: 'claimed-nothing',
        message: expect.stringContaining('answer a9 postedAt 「when the moon was full」'),
      },
    ])
  })

  test('a relative time of a page that does not say when it was captured gives null, and the reason', () => {
    const html = gardenPage({ answers: bestAnswer.replace('2024-05-03 08:15', '3 days ago') + otherAnswer })
    const { outcome } = readPage(html, { url: gardenUrl, sites: [garden] })
    if (outcome.kind !== 'question') throw new Error(outcome.kind)
    expect(outcome.page.answers[0]?.postedAt).toBeNull()
    expect(outcome.page.checks).toMatchObject([
      { code: 'claimed-nothing', message: expect.stringContaining('need the time of the capture') },
    ])
    expect(gardenRecord(html).answers[0]?.postedAt).toBe('2024-05-30')
  })

  test('a local time that occurs twice or never gives null', () => {
    for (const time of ['2024-10-27 02:30', '2024-03-31 02:30']) {
      const record = gardenRecord(
        gardenPage({ answers: bestAnswer.replace('2024-05-03 08:15', time) + otherAnswer }),
      )
      expect(record.answers[0]?.postedAt).toBeNull()
      expect(record.checks.map(({ code }) => code)).toEqual(['time-zone-unknown'])
    }
  })

  test('without a zone a local time gives null, but a day and an instant do not', () => {
    const answers = bestAnswer + otherAnswer.replace('2024-05-02 20:00', '2024-05-02 20:00Z')
    const record = gardenRecord(gardenPage({ answers }), {}, { timeZone: null })
    expect(record.answers.map(({ postedAt }) => postedAt)).toEqual([null, '2024-05-02T20:00:00Z'])
    expect(record.answers[0]?.replies[0]?.postedAt).toBe('2024-05-04')
    expect(record.checks.map(({ code }) => code)).toEqual(['time-zone-unknown'])
  })

  test('a text with an offset is preferred to one without', () => {
    const time = '<time datetime="2024-05-03T06:15:00" title="2024-05-03 06:15:00Z">May 3</time>'
    const answers = bestAnswer.replace('<time>2024-05-03 08:15</time>', time) + otherAnswer
    expect(gardenRecord(gardenPage({ answers })).answers[0]?.postedAt).toBe('2024-05-03T06:15:00Z')
  })

  test('a relative time is the day by the clock of the zone', () => {
    // Captured at half past midnight of 2 June in Berlin.
    const answers = bestAnswer.replace('2024-05-03 08:15', 'yesterday') + otherAnswer
    expect(gardenRecord(gardenPage({ answers })).answers[0]?.postedAt).toBe('2024-06-01')
  })

  test.each([
    ['no title', { head: '<p class="count">2</p>' }, ['no-title error']],
    ['no body', { question: '' }, ['empty-body error']],
    ['two best answers', { answers: bestAnswer + bestAnswer.replace('a9', 'a8') }, ['best-answer error']],
    [
      'more answers than declared',
      { answers: bestAnswer + otherAnswer + otherAnswer.replace('a4', 'a5') },
      ['answer-count error'],
    ],
    [
      'solved, and no answer at all',
      { head: '<h1>A</h1><p class="state solved">Solved</p>', answers: '' },
      ['best-answer error'],
    ],
    [
      'solved, and no best answer',
      {
        head: '<h1>A</h1><p class="state solved">Solved</p>',
        answers: otherAnswer,
      },
      ['best-answer warning'],
    ],
    [
      'more comments elsewhere',
      { tail: '<p class="share"><a href="#">show 3 more comments</a></p>' },
      ['comments-missing warning'],
    ],
    [
      'a count beyond the database',
      {
        head: '<h1>A</h1><p class="count">99999999999</p>',
      },
      ['value-out-of-range warning'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(gardenChecks(gardenPage(parts))).toEqual(expected)
  })

  test('fewer answers than declared: the record is not the whole question', () => {
    const record = gardenRecord(gardenPage({ head: '<h1>A</h1><p class="count">7 answers</p>' }))
    expect(record).toMatchObject({ complete: false, answerCount: 7, checks: [{ code: 'answers-missing' }] })
  })

  test('a question that continues on another page lacks no answers', () => {
    const head = '<h1>A</h1><p class="count">7 answers</p>'
    const tail = '<a class="next" href="?page=2">More</a>'
    expect(gardenRecord(gardenPage({ head, tail }))).toMatchObject({
      complete: false,
      nextPageUrl: 'https://garden.example/q/77?page=2',
      checks: [],
    })
  })

  test('a link to another question is not a next page', () => {
    const tail = '<a class="next" href="/q/78?page=2">Next question</a>'
    expect(gardenRecord(gardenPage({ tail }))).toMatchObject({ complete: true, nextPageUrl: null })
  })

  test('a layout without a body gives a question with an empty one, and says so', () => {
    const { body: _, ...question } = gardenLayout.question
    const page = gardenPage({ question: '' })
    expect(gardenRecord(page, { question })).toMatchObject({ body: '', checks: [{ code: 'empty-body' }] })
  })

  test('answers without id or exact time are identified by their beginning, and flagged', () => {
    const { key: _, ...answers } = gardenLayout.answers
    const page = gardenPage({
      answers: '<div class="answer"><p class="text">Wait.</p></div>',
      head: '<h1>A</h1>',
    })
    const record = gardenRecord(page, { answers })
    expect(record.answers[0]?.key).toMatch(/^b:[\da-f]{16}$/)
    expect(record.checks.map(({ code }) => code)).toEqual(['key-guessed'])
  })
})

describe('several layouts', () => {
  const old = {
    ...gardenLayout,
    name: 'garden/2010',
    question: { ...gardenLayout.question, title: 'h1.old' },
  }

  test('the first record without errors is used', () => {
    const page = gardenRecord(gardenPage(), {}, { layouts: [old, gardenLayout] })
    expect(page.layout).toBe('garden/2024')
  })

  test('if all have errors, the first is used', () => {
    const layouts = [old, { ...old, name: 'garden/2011', recognisedBy: 'main' }]
    const outcome = readGarden(gardenPage(), {}, { layouts })
    expect(outcome).toMatchObject({ kind: 'rejected', reason: 'checks' })
    expect(outcome.kind === 'rejected' && outcome.checks[0]?.message).toBe('garden/2010 finds no title')
  })

  test('a page that no layout recognises is not a question', () => {
    expect(readGarden('<h1>Imprint</h1><p>Nobody.</p>').kind).toBe('not-a-question')
  })
})

describe('marks of the site', () => {
  const page = '<body><h1>Nothing grows here</h1><p class="gone">No such question.</p></body>'

  test('its "no such page"', () => {
    expect(readGarden(page, {}, { notFound: '.gone' })).toEqual({ kind: 'not-found', url: gardenUrl })
  })

  test('which a question that its layout reads is not', () => {
    expect(readGarden(gardenPage(), {}, { notFound: 'main' }).kind).toBe('question')
  })

  test('its login page', () => {
    const site = { ...garden, wall: '.gone' }
    expect(readPage(page, { url: gardenUrl, sites: [site] }).wall).toBe('login')
  })

  test('a mark that throws rejects the page and is named', () => {
    const notFound = () => {
      throw new Error('no')
    }
    expect(readGarden(page, {}, { notFound })).toMatchObject({
      kind: 'rejected',
      reason: 'parser-crashed',
      checks: [{ message: expect.stringContaining('notFound: Error: no') }],
    })
  })
})

describe('a faulty definition rejects the page and does not end the run', () => {
  const throws = () => {
    throw new Error('no such thing')
  }
  const { question, answers } = gardenLayout
  test.each([
    ['a function that throws', { question: { ...question, asker: throws } }, 'asker: Error: no such thing'],
    ['a mark that throws', { recognisedBy: throws }, 'recognisedBy: Error: no such thing'],
    [
      'a function with no selector',
      {
        answers: { ...answers, postedAt: (_$: unknown, answer: Cheerio<PageElement>) => answer.find('div[') },
      },
      'answer ',
    ],
    [
      'neither text nor elements',
      { question: { ...question, title: () => new Date() as never } },
      'title: TypeError',
    ],
  ])('%s', (_, change, message) => {
    const outcome = readGarden(gardenPage(), change)
    expect(outcome).toMatchObject({ kind: 'rejected', reason: 'parser-crashed' })
    const [check] = outcome.kind === 'rejected' ? outcome.checks : []
    expect(check?.message).toContain(`garden/2024, ${message}`)
  })

  test('another layout reads the page', () => {
    const broken = { ...gardenLayout, name: 'garden/2010', question: { ...question, title: throws } }
    const page = gardenRecord(gardenPage(), {}, { layouts: [broken, gardenLayout] })
    expect(page.layout).toBe('garden/2024')
  })

  test('the same definition is read twice', () =>
    expect(readGarden(gardenPage())).toEqual(readGarden(gardenPage())))
})

test("the site that the definition names is the record's", () => expect(garden.name).toBe('garden'))

describe('a page whose end is missing', () => {
  const cutAt = (html: string, at: string) => html.slice(0, html.indexOf(at))

  test('is cut off if nothing shows that all answers are there', () => {
    const page = cutAt(gardenPage({ head: '<h1>A</h1>' }), '<ul class="more">')
    expect(readGarden(page)).toMatchObject({ kind: 'rejected', reason: 'truncated' })
  })

  test('is read if it has as many answers as it declares', () => {
    const page = cutAt(gardenPage(), '<ul class="more">')
    expect(gardenRecord(page).answers.length).toBe(2)
  })
})
