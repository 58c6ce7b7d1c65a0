/** The figures of a report: what each asks the database, and what it draws of the answer. All rows are invented. */
import { describe, expect, test } from 'vitest'
import type { ReadSession, SqlResult } from '../../../src/analyse/read-session.ts'
import { crawlFigures, paceFigures } from '../../../src/analyse/report/crawl-figures.ts'
import { type FigurePlan, figureHtml } from '../../../src/analyse/report/figure.ts'
import { questionFigures } from '../../../src/analyse/report/question-figures.ts'
import { readingFigures } from '../../../src/analyse/report/reading-figures.ts'
import type { ReportScope } from '../../../src/analyse/report/report-scope.ts'
import { linesOf, type Row, resultOf } from '../browse/pages/answering.ts'

const scope: ReportScope = {
  title: 'Run 01234567',
  runs: { columns: [], rows: [] },
  runsStatement: '',
  visits: "v.run_id = 'r'",
  captures: "c.run_id = 'r'",
  hostGroups: ['a.example', 'b.example'],
  sites: ['sample'],
  step: { interval: '5 seconds', ms: 5_000 },
}
const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 0, 0, second))

/** Figures of questions whose posts lie so many days apart. */
async function ofQuestions(days: number | null = 0): Promise<readonly FigurePlan[]> {
  const all = async (): Promise<SqlResult> => ({ columns: ['days'], rows: days === null ? [] : [[days]] })
  return await questionFigures({ all } as unknown as ReadSession, scope)
}

const allFigures = async () => [
  ...crawlFigures(scope),
  ...paceFigures(scope),
  ...readingFigures(scope),
  ...(await ofQuestions()),
]

async function figure(id: string, days?: number): Promise<FigurePlan> {
  const plans = days === undefined ? await allFigures() : await ofQuestions(days)
  const plan = plans.find((one) => one.id === id)
  if (plan === undefined) throw new Error(`no figure ${id}`)
  return plan
}

async function svgOf(id: string, rows: readonly Row[], days?: number): Promise<string> {
  return String(await (await figure(id, days)).draw?.(resultOf(rows)))
}

/** Legend, and what a chart says at each of its marks. */
async function said(id: string, rows: readonly Row[], days?: number) {
  const svg = await svgOf(id, rows, days)
  return {
    legend: [...svg.matchAll(/<bdi>([^<]*)<\/bdi><\/li>/g)].map(([, name]) => name),
    marks: [...svg.matchAll(/<title>([^<]*)</g)].map(([, title]) => title),
  }
}

describe('every figure', () => {
  test('has an id of its own, says what to look for, and what is not there', async () => {
    const figures = await allFigures()
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length)
    for (const { title, about, empty } of figures) {
      expect(title).toMatch(/^[A-Z]/)
      expect(about).toMatch(/^[A-Z].*\.$/)
      expect(empty).toMatch(/^(?:No|Nothing) .*\.$/)
    }
  })

  test('without rows says so instead of a chart', async () => {
    for (const plan of await allFigures()) {
      const lines = await linesOf({ main: figureHtml({ ...plan, result: { columns: ['a'], rows: [] } }) })
      expect(lines).toEqual([plan.title, plan.about.replaceAll('"', '&quot;'), plan.empty])
    }
  })

  test('that draws names its chart after itself and says what is drawn, in which unit', async () => {
    const drawn = (await allFigures()).filter(({ draw }) => draw !== undefined)
    expect(drawn.map(({ id }) => id)).toEqual([
      ...['outcomes', 'statuses', 'bytes', 'pace', 'response-times', 'rejects', 'coverage'],
      ...['posts', 'answers-each', 'first-answer', 'categories'],
    ])
    for (const { title, draw } of drawn) {
      const svg = String(await draw?.(resultOf([{ at: at(0), day: '2026-11-29', delay: 'no answer' }])))
      expect(svg).toMatch(new RegExp(`role="img" aria-label="${title}: [a-z][^"]{9,}"`))
    }
  })

  test('asks for its scope alone', async () => {
    const conditions = [
      "run_id = 'r'",
      "any(array['a.example', 'b.example']::text[])",
      "site = any(array['sample']::text[])",
    ]
    const scoped = ({ statement }: FigurePlan) => conditions.some((one) => statement.includes(one))
    expect((await allFigures()).filter((one) => !scoped(one)).map(({ id }) => id)).toEqual([])
  })
})

describe('figures of the crawl', () => {
  test('count pages by outcome, responses by status and bytes by host, a column each step', async () => {
    const outcomes = [
      { at: at(0), outcome: 'loaded', pages: 3 },
      { at: at(5).toISOString(), outcome: 'failed', pages: 1 },
    ]
    expect(await said('outcomes', outcomes)).toEqual({
      legend: ['loaded', 'failed'],
      marks: ['2026-11-29 00:00:00 · loaded: 3', '2026-11-29 00:00:05 · failed: 1'],
    })
    expect(await said('statuses', [{ at: at(0), status: 404, responses: 2 }])).toEqual({
      legend: [],
      marks: ['2026-11-29 00:00:00 · 2'],
    })
    expect((await said('bytes', [{ at: at(0), host_group: 'a', bytes: 1234 }])).marks).toEqual([
      '2026-11-29 00:00:00 · 1.23 kB',
    ])
    expect(await svgOf('bytes', [{ at: at(0), host_group: 'a', bytes: 2000 }])).toContain('>2 kB</text>')
    expect(await svgOf('outcomes', outcomes)).toContain(
      'aria-label="Pages by outcome: pages in each 5 seconds"',
    )
  })

  test('hold the pace of each host against what is permitted, each limit once', async () => {
    const rows = [
      { at: at(0), host_group: 'a', requests_a_second: 0.4, permitted: 0.5 },
      { at: at(5), host_group: 'a', requests_a_second: 0.2, permitted: 0.5 },
      { at: at(0), host_group: 'b', requests_a_second: 1, permitted: null },
    ]
    expect(await said('pace', rows)).toEqual({
      legend: ['a', 'b'],
      marks: [
        'a · 2026-11-29 00:00:00 · 0.4',
        'a · 2026-11-29 00:00:05 · 0.2',
        'b · 2026-11-29 00:00:00 · 1',
      ],
    })
    const svg = await svgOf('pace', rows)
    expect(svg.match(/permitted: [\d.]+ a second/g)).toEqual(['permitted: 0.5 a second'])
    expect(svg).toContain('requests a second to 2 host groups')
    expect(await svgOf('pace', rows.slice(0, 1))).toContain('requests a second to a"')
    expect((await figure('pace')).statement).toContain('round(sum(v.requests)::numeric / 5, 3)')
  })

  test('draw the median, the slowest five in a hundred and the longest response', async () => {
    const rows = [{ at: at(0), responses: 9, median_ms: 10, p95_ms: 20, longest_ms: 30 }]
    expect(await said('response-times', rows)).toEqual({
      legend: ['median', '95 %', 'longest'],
      marks: [
        'median · 2026-11-29 00:00:00 · 10',
        '95 % · 2026-11-29 00:00:00 · 20',
        'longest · 2026-11-29 00:00:00 · 30',
      ],
    })
  })

  test.each(['gaps', 'hosts', 'rejects'])('%s stand open as a table', async (id) => {
    const plan = await figure(id)
    expect(plan.isTable).toBe(true)
    const html = String(await figureHtml({ ...plan, result: resultOf([{ host: 'a', visits: 1 }]) }))
    expect(html).not.toContain('<details class="rows">')
  })
})

describe('figures of what was read', () => {
  test('add up the rejects of a reason and layout, most first, and draw fifteen', async () => {
    const rows = [
      { reason: 'checks', layout: 'okwave/current', visits: 1 },
      { reason: 'empty', layout: 'not known', visits: 2 },
      { reason: 'checks', layout: 'okwave/current', visits: 2 },
    ]
    const bars = async (given: readonly Row[]) =>
      [
        ...(await svgOf('rejects', given)).matchAll(
          /<title>([^<]*)<\/title><\/text>\s*<rect[^>]*\/>\s*<text[^>]*>([^<]*)</g,
        ),
      ].map(([, name, value]) => `${name}: ${value}`)
    expect(await bars(rows)).toEqual(['checks · okwave/current: 3', 'empty · not known: 2'])
    const many = Array.from({ length: 16 }, (_, index) => ({ reason: `r${index}`, layout: 'x', visits: 1 }))
    expect(await bars(many)).toHaveLength(15)
  })

  test('draw the fields that moved most, as far as they are known', async () => {
    const rows = [
      { field: 'title', layout: 'all pages', before: 1, now: 0.5 },
      { field: 'tags', layout: 'okwave/current', before: null, now: null },
    ]
    expect((await said('coverage', rows)).marks).toEqual([
      'title · all pages · before 100 % · now 50 %',
      'tags · okwave/current · before unknown · now unknown',
    ])
    const many = Array.from({ length: 25 }, (_, index) => ({ field: `f${index}`, layout: 'x', now: 1 }))
    expect((await said('coverage', many)).marks).toHaveLength(24)
  })
})

describe('figures of questions', () => {
  test.each([
    [null, 'day', '1 days'],
    [0, 'day', '1 days'],
    [60, 'day', '1 days'],
    [61, '7 days', '7 days'],
    [1_680, '28 days', '28 days'],
    [1_681, '56 days', '56 days'],
    [3_361, '84 days', '84 days'],
  ])('of %s days count posts by %s', async (days, each, bin) => {
    const posts = (await ofQuestions(days)).find(({ id }) => id === 'posts')
    expect(posts?.title).toBe(`Questions and answers by ${each}`)
    expect(posts?.statement).toContain(`date_bin('${bin}', posted_on::timestamp`)
  })

  test('draw questions below answers, at the day in UTC', async () => {
    const rows = [
      { day: '2021-03-15', kind: 'questions', posts: 1 },
      { day: '2021-03-15', kind: 'answers', posts: 9 },
    ]
    expect(await said('posts', rows)).toEqual({
      legend: ['questions', 'answers'],
      marks: ['2021-03-15 00:00:00 · questions: 1', '2021-03-15 00:00:00 · answers: 9'],
    })
    // Twelve steps of seven days: the column is a twelfth of the width.
    expect(await svgOf('posts', rows, 61)).toMatch(/<rect [^>]*width="54\.8"/)
  })

  test('count answers up to twelve and more, by status in one order', async () => {
    const rows = [
      { answers: 0, status: 'open', questions: 5 },
      { answers: 12, status: 'solved', questions: 2 },
      { answers: 3, status: 'unheard-of', questions: 2 },
    ]
    expect(await said('answers-each', rows)).toEqual({
      legend: ['solved', 'open'],
      marks: ['0 · open: 5', '12+ · solved: 2'],
    })
    expect((await svgOf('answers-each', rows)).match(/class="tick middle"/g)).toHaveLength(13)
  })

  test('show all delays of a first answer, the odd ones only where they occur', async () => {
    const classes = async (rows: readonly Row[]) =>
      [...(await svgOf('first-answer', rows)).matchAll(/class="tick middle"[^>]*>([^<]*)</g)].map(
        ([, name]) => name,
      )
    const usual = { delay: 'under 1 h', precision: 'to the minute', questions: 2 }
    const always = [
      ...['under 1 h', '1 to 6 h', '6 to 24 h', 'same day', 'next day', '2 to 6 days'],
      ...['a week or more', 'no answer'],
    ]
    expect(await classes([usual])).toEqual(always)
    const odd = ['before the question', 'not known'].map((delay) => ({ ...usual, delay }))
    expect(await classes(odd)).toEqual(['before the question', ...always, 'not known'])
    // The statement tells each delay by the name under which it is drawn.
    const { statement } = await figure('first-answer')
    for (const delay of [...always, 'before the question', 'not known']) {
      expect(statement).toContain(`'${delay}'`)
    }
    const precise = [usual, { ...usual, precision: 'not known' }, { ...usual, precision: 'to the day' }]
    expect((await said('first-answer', precise)).legend).toEqual(['to the minute', 'to the day', 'not known'])
    for (const { precision } of precise) expect(statement).toContain(`'${precision}'`)
  })

  test('draw the fifteen largest categories', async () => {
    const rows = Array.from({ length: 16 }, (_, index) => ({ category: `c${index}`, questions: 16 - index }))
    const { marks } = await said('categories', rows)
    expect(marks).toEqual(rows.slice(0, 15).map(({ category }) => category))
  })
})

describe('a figure', () => {
  const plan: FigurePlan = {
    id: 'f',
    title: 'T',
    about: 'About.',
    statement: 'select 1',
    empty: 'No row.',
    draw: () => null,
  }
  const shown = async (changed: Partial<FigurePlan>, count: number) => {
    const rows = Array.from({ length: count }, (_, n) => ({ n }))
    return String(await figureHtml({ ...plan, ...changed, result: resultOf(rows) }))
  }

  test('with a chart folds its table up, and counts its rows', async () => {
    const draw = () => 'CHART'
    expect(await shown({ draw: draw as never }, 1)).toMatch(
      /CHART<details class="rows"><summary>Table, 1 row</,
    )
    expect(await shown({ draw: draw as never }, 2)).toContain('<summary>Table, 2 rows</summary>')
    expect(await shown({ draw: draw as never, isTable: true }, 2)).toMatch(/CHART<div class="scroll"/)
  })

  test('that draws nothing is its table', async () => {
    expect(await shown({}, 2)).not.toContain('<details class="rows">')
    expect(await shown({}, 2)).toContain('<td class="number">1</td>')
  })

  test('shows 2,000 rows at most', async () => {
    expect(await shown({}, 2_000)).not.toContain('class="note"')
    expect(await shown({}, 2_001)).toContain('The first 2000 of 2,001 rows.')
  })
})
