/** An invented English site with its definition and a page, for the tests of layouts. */
import { parseQuestionPage } from '../../../src/parse/read-page.ts'
import type { SiteDefinition, SiteLayout } from '../../../src/sites/site-definition.ts'

export const gardenLayout = {
  name: 'garden/2024',
  recognisedBy: 'body.garden',
  noise: ['.share', 'h2'],
  question: {
    title: 'h1',
    body: { at: '.question .text', without: '.signature' },
    asker: { name: '.question .who', url: '.question .who a', bestAnswerRate: '.question .rate' },
    postedAt: '.question time',
    status: { solved: '.state.solved', closed: '.state.closed', open: '.state.open' },
    categories: { each: '.path a', skipFirst: 1 },
    answerCount: '.count',
    thanksCount: '.question .likes',
    replies: [{ each: '.comment', kind: 'comment', body: 'p', author: '.who', postedAt: 'time' }],
  },
  answers: {
    each: '.answer',
    key: { select: '.answer', attr: 'data-id' },
    body: '.text',
    author: '.who',
    postedAt: 'time',
    best: '.badge',
    thanksCount: '.likes',
    replies: {
      each: '.comment',
      kind: { thanks: '.by-asker', comment: '.comment' },
      body: 'p',
      postedAt: 'time',
    },
  },
  related: { each: '.more li', title: 'a', excerpt: 'span' },
  nextPage: 'a.next',
} satisfies SiteLayout

export const garden: SiteDefinition = {
  name: 'garden',
  version: 1,
  hosts: ['garden.example'],
  timeZone: 'Europe/Berlin',
  urls: { question: '/q/{id}', page: 'page' },
  readers: ['layouts'],
  layouts: [gardenLayout],
}

export const gardenUrl = 'https://garden.example/q/77'

export interface Parts {
  readonly head?: string
  readonly question?: string
  readonly answers?: string
  readonly tail?: string
}

const question = `
  <div class="question">
    <p class="who"><a href="/people/rosa">rosa</a></p><span class="rate">50% (3/6)</span>
    <time datetime="2024-05-01T10:00:00">1 May</time> <span class="likes">1.2k</span>
    <div class="text"><p>My roses have<br>yellow leaves.</p><img src="/leaf.png"><p class="signature">-- rosa</p></div>
    <div class="comment"><span class="who">tom</span> <time>May 2, 2024 at 9:30</time><p>Which soil?</p></div>
  </div>`

export const bestAnswer = `
  <article class="answer" data-id="a9"><b class="badge">Best</b>
    <p class="who"><a href="/people/ivy">ivy</a></p><time>2024-05-03 08:15</time><i class="likes">-2</i>
    <div class="text"><pre>water
  less</pre></div>
    <div class="comment by-asker"><time>4 May 2024</time><p>That helped.</p></div>
    <div class="comment"><p>Same here.</p></div>
  </article>`

export const otherAnswer = `
  <article class="answer" data-id="a4"><p class="who">moss</p><time>2024-05-02 20:00</time><i class="likes">0</i>
    <div class="text">Feed them.</div></article>`

export function gardenPage(parts: Parts = {}): string {
  return `<!doctype html><html lang="en"><head><title>Yellow roses - Garden</title></head><body class="garden">
  <nav>Garden help</nav>
  <main>
  <p class="path"><a href="/">Home</a> / <a href="/c/1">Flowers</a> / <a href="/c/2">Roses</a></p>
  ${parts.head ?? '<h1>Yellow roses</h1><p class="state solved">Solved</p><p class="count">2 answers</p>'}
  ${parts.question ?? question}
  <h2>Answers</h2>
  ${parts.answers ?? bestAnswer + otherAnswer}
  ${parts.tail ?? '<ul class="more"><li><a href="/q/78">Black spots</a> <span>They are round.</span></li></ul>'}
  <p class="share">Share this page</p>
  </main><footer>2024 Garden</footer></body></html>`
}

/** The outcome of parsing a page of the garden site. */
export function readGarden(
  html: string,
  change: Partial<SiteLayout> = {},
  site: Partial<SiteDefinition> = {},
) {
  const sites = [{ ...garden, layouts: [{ ...gardenLayout, ...change }], ...site }]
  return parseQuestionPage(html, { url: gardenUrl, sites, capturedAt: '2024-06-01T22:30:00Z' })
}

/** The record of a page that has one. */
export function gardenRecord(...of: Parameters<typeof readGarden>) {
  const outcome = readGarden(...of)
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

/** `code severity` of all checks of a page, whatever its outcome. */
export function gardenChecks(...of: Parameters<typeof readGarden>): readonly string[] {
  const outcome = readGarden(...of)
  const checks =
    outcome.kind === 'question' ? outcome.page.checks : outcome.kind === 'not-found' ? [] : outcome.checks
  return checks.map(({ code, severity }) => `${code} ${severity}`)
}
