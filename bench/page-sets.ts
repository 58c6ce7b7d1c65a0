/**
 * The kinds of page that parsing is measured with, all invented: pages of the sample site (most of their bytes are style and
 * script), the same with hashed class names, so that no layout is known, pages in OKWAVE's current layout with 200 links around
 * little text, pages of a site that a definition reads by selectors, and pages with microdata in the markup of Stack Exchange.
 */
import { chromeOf } from '../src/sample-site/chrome.ts'
import { currentQuestion } from '../src/sample-site/current-page.ts'
import { samplePages } from '../src/sample-site/pages.ts'
import { sampleQuestion } from '../src/sample-site/question.ts'
import { questionIdOf, type World } from '../src/sample-site/world.ts'
import type { SiteDefinition } from '../src/sites/site-definition.ts'
import { damagedPage } from './damaged-pages.ts'
import { forum } from './forum-definition.ts'
import { syntheticPage } from './synthetic-pages.ts'

export interface BenchPage {
  readonly bytes: Uint8Array
  readonly url: string
  readonly contentType: string
  readonly site?: string
  readonly sites?: readonly SiteDefinition[]
}

export const setNames = ['sample', 'landmarks', 'links', 'definition', 'stackexchange'] as const
export type SetName = (typeof setNames)[number]

/** The same pages for the same count, always. */
export function pageSet(name: SetName, count: number): readonly BenchPage[] {
  const make = {
    sample: samplePage,
    landmarks: (index: number) => damagedPage(samplePage(index), 'unknown classes'),
    links: linkPage,
    definition: forumPage,
    stackexchange: stackExchangePage,
  }[name]
  return Array.from({ length: count }, (_, index) => make(index))
}

const world: World = { seed: 7, questions: 4_000 }
const sample = samplePages(() => world)

/** A line for a side of a comparison. Functions of definitions are lost on the way. */
export function pageLine({ bytes, sites: _, ...from }: BenchPage): string {
  return `${JSON.stringify({ ...from, base64: Buffer.from(bytes).toString('base64') })}\n`
}

function samplePage(index: number): BenchPage {
  const path = `/qa/q${questionIdOf(world, index)}.html`
  const { body, headers } = sample(path, { host: 'sample.example' })
  return {
    bytes: Buffer.from(body ?? ''),
    url: `https://sample.example${path}`,
    contentType: String(headers?.['content-type']),
    site: 'sample',
  }
}

const { current: framed } = chromeOf(world)

function forumPage(index: number): BenchPage {
  const { page } = sampleQuestion(world, index)
  const path = `/qa/q${page.questionId}.html`
  const text = framed({
    title: page.title,
    description: page.title,
    canonical: path,
    look: { encoding: 'utf-8', labelled: 'header' },
    main: currentQuestion(page)
      .replace('<li class="m-tag__item">回答数', '<li class="m-count m-count--answers">回答数')
      .replace('<li class="m-tag__item">ありがとう数', '<li class="m-count m-count--thanks">ありがとう数'),
  })
  return { ...html(`https://forum.example${path}`, text), sites: [forum] }
}

function html(url: string, text: string, site?: string): BenchPage {
  const bytes = Buffer.from(text)
  return { bytes, url, contentType: 'text/html; charset=utf-8', ...(site === undefined ? {} : { site }) }
}

const times = (count: number, make: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => make(at)).join('\n')

function linkPage(index: number): BenchPage {
  const { page } = sampleQuestion(world, index)
  const entry = (at: number, name: string) =>
    `<li class="m-${name}__item"><a class="m-${name}__link" href="/category/${at + 1}" data-track="${name}:${at}">${name} の話題 ${at + 1}</a><span class="m-${name}__count">${(at * 37) % 900}</span></li>`
  const other = (at: number) =>
    `<li class="m-rank__item"><a href="/qa/q${questionIdOf(world, (index + at + 1) % 4_000)}.html" class="m-rank__link">${at + 1} 番目によく読まれた相談</a><span class="m-rank__count">回答数${at % 9}</span></li>`
  const style = times(90, (at) => `.m-part${at}{margin:${at}px 0;padding:0 ${at}px;color:#${100 + at}}`)
  const script = times(
    60,
    (at) => `window.layer=window.layer||[];layer.push({"slot":${at},"name":"unit-${at}"});`,
  )
  return html(
    `https://sample.example/qa/q${page.questionId}.html`,
    `<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>${page.title}</title>
<link rel="canonical" href="/qa/q${page.questionId}.html"><style>${style}</style><script>${script}</script></head>
<body class="l-body"><header class="l-header"><nav><ul>${times(70, (at) => entry(at, 'menu'))}</ul></nav></header>
<div class="l-container"><main class="l-main">
${currentQuestion(page)}
</main><aside class="l-side"><h2>よく読まれた相談</h2><ol>${times(60, other)}</ol></aside></div>
<footer class="l-footer"><ul>${times(70, (at) => entry(at, 'foot'))}</ul></footer></body></html>
`,
    'sample',
  )
}

function stackExchangePage(index: number): BenchPage {
  const { title, body, questionId } = syntheticPage(index)
  const text = (number: number, length: number) => syntheticPage(index * 100 + number).body.slice(0, length)
  const person = (number: number) =>
    `<div class="user-info"><div class="user-gravatar32"><img src="https://img.example/u${number}.png" alt=""></div><div class="user-details" itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="/users/${number}/user-${number}">user-${number}</a><span class="d-none" itemprop="name">user-${number}</span><div class="-flair"><span class="reputation-score" title="reputation score">${number * 13}</span><span title="${number % 9} gold badges"><span class="badge1"></span><span class="badgecount">${number % 9}</span></span></div></div></div>`
  const time = (number: number) =>
    `2014-0${1 + (number % 9)}-1${number % 10} 0${number % 10}:2${number % 10}:3${number % 10}Z`
  const signature = (number: number, done: string) =>
    `<div class="post-signature owner"><div class="user-action-time">${done} <span title="${time(number)}" class="relativetime">long ago</span></div>${person(number)}</div>`
  const menu = (number: number) =>
    `<div class="js-post-menu" data-post-id="${number}"><a class="js-share-link" href="/a/${number}" title="short permalink to this post">Share</a><a href="/posts/${number}/edit" class="js-suggest-edit-post">Improve</a><button type="button" class="js-follow-post">Follow</button></div>`
  const vote = (number: number) =>
    `<div class="votecell"><div class="js-voting-container" data-post-id="${number}"><button class="js-vote-up-btn" aria-label="Up vote"><svg class="svg-icon" viewBox="0 0 18 18"><path d="M1 12h16L9 4l-8 8z"></path></svg></button><div class="js-vote-count" itemprop="upvoteCount" data-value="${number % 97}">${number % 97}</div><button class="js-vote-down-btn" aria-label="Down vote"><svg class="svg-icon" viewBox="0 0 18 18"><path d="M1 6h16l-8 8-8-8z"></path></svg></button></div></div>`
  const comment = (number: number) =>
    `<li id="comment-${number}" class="comment js-comment" data-comment-id="${number}"><div class="comment-actions"><div class="comment-score"><span class="cool">${number % 12}</span></div></div><div class="comment-text"><div class="comment-body"><span class="comment-copy">${text(number, 90)}</span> – <a href="/users/${number % 500}/user-${number % 500}" class="comment-user">user-${number % 500}</a> <span class="comment-date"><a class="comment-link" href="#comment${number}"><span title="${time(number)}" class="relativetime-clean">May 3</span></a></span></div></div></li>`
  const paragraphs = (number: number, count: number) =>
    times(
      count,
      (at) =>
        `<p>${text(number + at, 220)}</p>${at % 3 === 1 ? `<pre><code>let a = ${at};\ncall(a, &lt;b&gt;);</code></pre>` : ''}`,
    )
  const answer = (at: number) => {
    const number = 9_000_000 + index * 100 + at
    return `<a name="${number}"></a><div id="answer-${number}" class="answer${at === 0 ? ' accepted-answer' : ''}" data-answerid="${number}" itemprop="${at === 0 ? 'acceptedAnswer' : 'suggestedAnswer'}" itemscope itemtype="http://schema.org/Answer"><div class="post-layout">${vote(number)}<div class="answercell"><div class="s-prose js-post-body" itemprop="text">${paragraphs(at * 7, 9)}</div><div class="mt24">${menu(number)}${signature(at + 2, 'answered')}</div><time itemprop="dateCreated" datetime="${time(
      at + 2,
    )
      .replace(' ', 'T')
      .replace(
        'Z',
        '',
      )}"></time></div><div class="comments"><ul class="comments-list">${times(5, (one) => comment(number + one))}</ul></div></div></div>`
  }
  const related = (at: number) =>
    `<div class="spacer"><a href="/q/${5_000_000 + index * 40 + at}" title="Question score (upvotes - downvotes)"><div class="answer-votes">${at * 3}</div></a><a href="/questions/${5_000_000 + index * 40 + at}/x-${at}" class="question-hyperlink">${text(at, 40)}</a></div>`
  const style = times(
    500,
    (at) => `.s-part${at}{margin:${at}px 0;padding:0 ${at}px;color:#${100 + (at % 800)};display:flex}`,
  )
  return html(
    `https://stackoverflow.com/questions/${questionId}/x`,
    `<!DOCTYPE html>
<html itemscope itemtype="http://schema.org/QAPage" lang="en"><head><meta charset="utf-8"><title>${title} - Stack Overflow</title>
<link rel="canonical" href="https://stackoverflow.com/questions/${questionId}/x"><style>${style}</style></head>
<body class="question-page"><header><nav><ol>${times(60, (at) => `<li><a href="/help/${at}" class="-link">Help ${at}</a></li>`)}</ol></nav></header>
<div id="content"><div itemprop="mainEntity" itemscope itemtype="http://schema.org/Question">
<div id="question-header"><h1 itemprop="name"><a href="/questions/${questionId}/x" class="question-hyperlink">${title}</a></h1></div>
<div id="mainbar" role="main"><div class="question" data-questionid="${questionId}" id="question"><div class="post-layout">${vote(Number(questionId))}<div class="postcell"><div class="s-prose js-post-body" itemprop="text"><p>${body}</p>${paragraphs(3, 6)}</div><div class="post-taglist">${times(5, (at) => `<a href="/questions/tagged/tag-${(index + at) % 40}" class="post-tag" rel="tag">tag-${(index + at) % 40}</a>`)}</div>${menu(Number(questionId))}${signature(1, 'asked')}<time itemprop="dateCreated" datetime="2014-02-11T01:21:31"></time></div><div class="comments"><ul class="comments-list">${times(6, (at) => comment(100_000 + index * 10 + at))}</ul></div></div></div>
<div id="answers"><div id="answers-header"><h2 data-answercount="22">22 Answers<span style="display:none;" itemprop="answerCount">22</span></h2></div>
${times(22, answer)}
</div><form id="post-form"><h2>Your Answer</h2></form></div></div>
<div id="sidebar"><div class="module sidebar-related"><h4>Related</h4><div class="related">${times(25, related)}</div></div></div></div>
<footer>${times(60, (at) => `<a href="/company/${at}">Company ${at}</a>`)}</footer></body></html>
`,
  )
}
