/**
 * One question in many markups: the same text, landmarks in the order that people see, set by tags and class names that
 * no layout knows. A style is drawn at random; what is drawn must stay readable to a person, so styles in which nothing
 * but the words tells a name from a text are left out.
 */
import type { Answer, Person, QuestionPage, Reply } from '../../src/model/question-page.ts'

export interface MarkupStyle {
  /** Draws one of the choices. */
  readonly pick: <T>(...choices: readonly T[]) => T
  readonly upperCase: boolean
}

export function renderQuestion(page: QuestionPage, style: MarkupStyle): string {
  return new Renderer(style).page(page)
}

const stateOf = { solved: 'ベストアンサー', closed: '締切済み', open: '受付中', unknown: '' } as const

class Renderer {
  readonly #pick: MarkupStyle['pick']
  readonly #upperCase: boolean
  readonly #boxed: boolean
  readonly #bodyForm: 'br' | 'paragraphs' | 'span' | 'divs'
  readonly #headerForm: 'list' | 'line' | 'rows' | 'spans' | 'cells' | 'number-first' | 'below'
  readonly #endTags: boolean
  readonly #advertising: boolean
  readonly #headingTag: string
  readonly #countsForm: 'list' | 'spans' | 'bars' | 'cells' | 'rows'
  readonly #replyForm: 'rows' | 'line' | 'list'
  readonly #relatedForm: 'list' | 'rows' | 'definitions' | 'cells'
  readonly #number: string

  constructor({ pick, upperCase }: MarkupStyle) {
    this.#pick = pick
    this.#upperCase = upperCase
    this.#boxed = pick(true, true, false)
    this.#bodyForm = pick('br', 'paragraphs', 'span', 'divs')
    this.#headerForm = pick(
      'list',
      'line',
      'rows',
      'spans',
      'cells',
      'number-first',
      this.#boxed ? 'below' : 'list',
    )
    this.#endTags = pick(true, true, false)
    this.#advertising = pick(true, false, false)
    this.#headingTag = pick('h2', 'h3', 'div', 'p', 'strong')
    this.#countsForm = pick('list', 'spans', 'bars', 'cells', 'rows')
    this.#replyForm = pick('rows', 'line', 'list')
    this.#relatedForm = pick('list', 'rows', 'definitions', 'cells')
    this.#number = pick('before', 'after', 'after')
  }

  page(page: QuestionPage): string {
    const main = this.#wrap(this.#pick('div', 'main', 'article', 'section'), this.#main(page))
    const site = 'みんなの広場'
    const title = this.#pick(`${page.title} - ${site}`, `${site} | ${page.title}`, page.title, site)
    const before = this.#pick('', this.#sidebar('人気の質問'))
    const after = this.#pick('', this.#wrap('aside', this.#sidebar('注目の質問')))
    return `<!DOCTYPE html><html><head><title>${escapeHtml(title)}</title></head><body>
${this.#pick(`<header><h1><a href="/">${site}</a></h1></header>`, `<div class="top"><a href="/">${site}</a></div>`)}
<nav><a href="/list">一覧</a> <a href="/login">ログイン</a></nav>
${before}
${main}
${after}
<footer><p>Copyright ${site}</p></footer>
<script>var x = '回答No.1';</script></body></html>`
  }

  #main(page: QuestionPage): string {
    const best = page.answers.filter((answer) => answer.isBest)
    const rest = page.answers.filter((answer) => !answer.isBest)
    const titleTag = this.#pick('h1', 'h1', 'h2')
    const state = this.#tag(this.#pick('div', 'p'), stateOf[page.status])
    const question = [
      state,
      this.#tag(titleTag, escapeHtml(page.title)),
      this.#text(page.body),
      this.#counts(page),
      ...page.replies.map((reply) => this.#reply(reply)),
    ].join('\n')
    const advertising = this.#advertising
      ? '<div class="ad">広告</div><div class="ad2">新しい湯のみ、本日から。</div>'
      : ''
    return [
      this.#wrap('div', question),
      advertising,
      ...(best.length > 0
        ? [this.#heading('質問者が選んだベストアンサー'), ...best.map((one) => this.#answer(one))]
        : []),
      ...(rest.length > 0
        ? [
            this.#heading(best.length > 0 ? `その他の回答 (${rest.length})` : 'みんなの回答'),
            ...rest.map((one) => this.#answer(one)),
          ]
        : []),
      ...(page.related.length > 0 ? [this.#heading('関連するQ&amp;A'), this.#related(page)] : []),
      this.#tag('p', '専門家に質問してみよう'),
    ].join('\n')
  }

  #heading(text: string): string {
    return this.#headingTag === 'strong'
      ? `<div><strong>${text}</strong></div>`
      : this.#tag(this.#headingTag, text)
  }

  #counts(page: QuestionPage): string {
    const items = [
      ...page.categories.map(escapeHtml),
      `回答数${page.answerCount ?? 0}`,
      `ありがとう数${page.thanksCount ?? 0}`,
    ]
    switch (this.#countsForm) {
      case 'list':
        return `<ul>${items.map((item) => this.#open('li', item)).join('')}</ul>`
      case 'spans':
        return this.#wrap('div', items.map((item) => `<span>${item}</span>`).join(' '))
      case 'bars':
        return this.#wrap('div', items.join(' | '))
      case 'cells':
        return `<table><tr>${items.map((item) => `<td>${item}</td>`).join('')}</tr></table>`
      case 'rows':
        return this.#wrap('div', items.map((item) => `<div>${item}</div>`).join(''))
    }
  }

  #answer(answer: Answer): string {
    const header = this.#header(answer)
    const content = [
      header,
      this.#text(answer.body),
      this.#footer(answer),
      this.#pick('', this.#button()),
      ...answer.replies.map((one) => this.#reply(one)),
    ]
    return this.#boxed
      ? this.#wrap(this.#pick('div', 'article', 'li'), content.join('\n'))
      : content.join('\n')
  }

  #header(answer: Answer): string {
    const person = answer.author === null ? [] : [escapeHtml(answer.author.name), rateOf(answer.author)]
    const best = answer.isBest ? ['ベストアンサー'] : []
    const number = `回答No.${answer.number}`
    const items = [...best, ...person]
    const date = answer.postedAt === null ? [] : [dateOf(answer.postedAt)]
    switch (this.#headerForm) {
      case 'list': {
        const list = items.length > 0 ? `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>` : ''
        return `${list}<h4>${number}</h4>${date.map((one) => `<div class="d">${one}</div>`).join('')}`
      }
      case 'line':
        return `<div class="h">${best.map((one) => `<b>${one}</b> `).join('')}${person.length > 0 ? `<a href="/user/7">${person[0]}</a> <i>${person[1]}</i> ` : ''}<em>${number}</em></div>${date.map((one) => `<div class="d">${one}</div>`).join('')}`
      case 'rows': {
        const rows =
          this.#number === 'before' && this.#boxed ? [number, ...items, ...date] : [...items, number, ...date]
        return `<div class="h">${rows.map((row) => `<div class="r">${row}</div>`).join('')}</div>`
      }
      case 'spans':
        return `<p class="h">${items.map((item) => `<span>${item}</span>`).join(' ')}</p><h4>${number}</h4>${date.map((one) => `<p class="d">${one}</p>`).join('')}`
      case 'cells':
        return `<table><tr>${[...items, `<b>${number}</b>`, ...date].map((cell) => this.#open('td', cell)).join('')}</table>`
      case 'number-first':
        return `<h4>${number}</h4>${[...person, ...best, ...date].map((item) => `<div class="i">${item}</div>`).join('')}`
      case 'below':
        return `<h4>${number}</h4>${[...best, ...date].map((item) => `<div class="i">${item}</div>`).join('')}`
    }
  }

  #footer(answer: Answer): string {
    if (this.#headerForm !== 'below' || answer.author === null) return ''
    return `<div class="f"><div><a href="/p/1">${escapeHtml(answer.author.name)}</a></div><div>${rateOf(answer.author)}</div></div>`
  }

  /** An end tag may be left out where HTML lets it. */
  #open(tag: string, content: string): string {
    return this.#endTags ? `<${tag}>${content}</${tag}>` : `<${tag}>${content}`
  }

  #reply(reply: Reply): string {
    const kind = reply.kind === 'thanks' ? 'お礼' : '補足'
    const name = escapeHtml(reply.author?.name ?? '')
    const header =
      this.#replyForm === 'rows'
        ? `<div class="n">${name}</div><div class="q">質問者</div><h5>${kind}</h5>`
        : this.#replyForm === 'line'
          ? `<div class="n"><span>${name}</span> <span>質問者</span></div><h5>${kind}</h5>`
          : `<ul><li>${name}</li><li>質問者</li></ul><h5>${kind}</h5>`
    return this.#wrap('div', `${header}${this.#text(reply.body)}`)
  }

  #related(page: QuestionPage): string {
    const items = page.related.map((one) => ({
      link: `<a href="/qa/q${one.questionId}.html">${escapeHtml(one.title)}</a>`,
      excerpt: escapeHtml(one.excerpt ?? ''),
    }))
    switch (this.#relatedForm) {
      case 'list':
        return `<ul>${items.map((one) => `<li>${one.link}<p>${one.excerpt}</p></li>`).join('')}</ul>`
      case 'rows':
        return this.#wrap(
          'div',
          items.map((one) => `<div>${one.link}<div>${one.excerpt}</div></div>`).join(''),
        )
      case 'definitions':
        return `<dl>${items.map((one) => `<dt>${one.link}<dd>${one.excerpt}`).join('')}</dl>`
      case 'cells':
        return `<table>${items.map((one) => `<tr><td>${one.link}</td><td>${one.excerpt}</td></tr>`).join('')}</table>`
    }
  }

  #text(text: string): string {
    const lines = text.split('\n')
    switch (this.#bodyForm) {
      case 'br':
        return `<div class="t">${lines.map(escapeHtml).join('<br>')}</div>`
      case 'span':
        return `<p class="t"><span>${lines.map(escapeHtml).join('<br />')}</span></p>`
      case 'paragraphs':
        return `<div class="t">${lines.map((line) => (line === '' ? '' : this.#open('p', escapeHtml(line)))).join('')}</div>`
      case 'divs':
        return `<div class="t">${lines.map((line) => (line === '' ? '' : `<div>${escapeHtml(line)}</div>`)).join('')}</div>`
    }
  }

  #sidebar(heading: string): string {
    return `<div class="s"><h3>${heading}</h3><ul><li>締切済み <a href="/qa/q9990001.html">ほかの人の質問です</a> 回答数9</li></ul></div>`
  }

  #button(): string {
    return `<div class="b"><a href="/report">通報する</a> <a href="/thanks">ありがとう</a></div>`
  }

  #tag(tag: string, text: string): string {
    const name = this.#upperCase ? tag.toUpperCase() : tag
    return text === '' ? '' : `<${name}>${text}</${name}>`
  }

  #wrap(tag: string, content: string): string {
    const name = `x${this.#pick('a1', 'b2', 'c3')}`
    return this.#pick(`<${tag} class="${name}">${content}</${tag}>`, `<${tag}>${content}</${tag}>`)
  }
}

function rateOf(author: Person): string {
  const rate = author.bestAnswerRate
  return rate === null ? '' : `ベストアンサー率${rate.percent}% (${rate.best}/${rate.answers})`
}

function dateOf(postedAt: string): string {
  return postedAt.slice(0, 16).replaceAll('-', '/').replace('T', ' ')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
