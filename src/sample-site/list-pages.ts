/**
 * The pages that lead to questions: the newest questions and one list for each category, twenty to a page, the newest
 * first. Every second category is in the classic layout.
 */
import type { QuestionPage } from '../model/question-page.ts'
import type { Chrome } from './chrome.ts'
import { escapeHtml, questionPath } from './html.ts'
import { questionHead, sampleQuestion } from './question.ts'
import { stateWords } from './seen.ts'
import { samplePaths } from './special-pages.ts'
import { excerptOf } from './texts.ts'
import { type Category, categories } from './topics.ts'
import { categorySize, type Encoding, indexInCategory, type World } from './world.ts'

const questionsPerList = 20

export interface RenderedPage {
  readonly html: string
  readonly encoding: Encoding
  readonly labelled: 'header' | 'meta'
}

/** Null where the path is no list or the page lies beyond its end. */
export function listPage(world: World, chrome: Chrome, url: URL): RenderedPage | null {
  const list = listAt(world, url.pathname)
  const number = Number(url.searchParams.get('page') ?? '1')
  if (list === null || !Number.isInteger(number) || number < 1) return null
  const last = Math.max(1, Math.ceil(list.size / questionsPerList))
  if (number > last) return null
  const start = (number - 1) * questionsPerList
  const end = Math.min(list.size, start + questionsPerList)
  const rows = Array.from({ length: end - start }, (_, row) => rowOf(world, list.indexAt(start + row)))
  // Real lists link to deleted and to members-only pages: the crawl must cope with the former and never request the latter.
  if (number === 1 && list.path === samplePaths.newQuestions) rows.push(goneRow, membersRow)
  const next = number < last ? `${list.path}?page=${number + 1}` : null
  const { name, layout, encoding } = list
  const page = { title: name, description: name, canonical: null }
  if (layout === 'current') {
    const look = { encoding, labelled: 'header' } as const
    return { html: chrome.current({ ...page, look, next, main: currentList(list, rows, next) }), ...look }
  }
  const look = { encoding, labelled: 'meta' } as const
  return { html: chrome.classic({ ...page, look, main: classicList(list, rows, next) }), ...look }
}

interface List {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly layout: 'current' | 'classic'
  readonly encoding: Encoding
  /** The question at a place of the list, 0 the newest. */
  readonly indexAt: (place: number) => number
}

function listAt(world: World, pathname: string): List | null {
  if (pathname === samplePaths.newQuestions) {
    const indexAt = (place: number) => world.questions - 1 - place
    return {
      path: pathname,
      name: '新着の質問',
      size: world.questions,
      layout: 'current',
      encoding: 'utf-8',
      indexAt,
    }
  }
  const number = categories.findIndex(({ slug }) => pathname === `/list/category/${slug}`)
  const category = categories[number]
  return category === undefined ? null : categoryList(world, category, number)
}

function categoryList(world: World, category: Category, number: number): List {
  const size = categorySize(world, category)
  return {
    path: `/list/category/${category.slug}`,
    name: category.name,
    size,
    layout: number % 2 === 0 ? 'current' : 'classic',
    encoding: number % 2 === 0 ? 'utf-8' : number % 4 === 1 ? 'euc-jp' : 'shift_jis',
    indexAt: (place) => indexInCategory(world, category, size - 1 - place) ?? 0,
  }
}

interface Row {
  readonly path: string
  readonly title: string
  readonly excerpt: string
  /** Evolving mode: text beside the link, such as `回答数5`, `受付中`. */
  readonly said: readonly string[]
}

const goneRow: Row = { path: samplePaths.gone, title: '削除された質問です', excerpt: '', said: [] }
const membersRow: Row = {
  path: samplePaths.disallowed,
  title: '会員だけが読める質問です',
  excerpt: '',
  said: [],
}

function rowOf(world: World, index: number): Row {
  const { questionId, title, body } = questionHead(world, index)
  return {
    path: questionPath(questionId),
    title,
    excerpt: excerptOf(body),
    said: world.evolution === undefined ? [] : saidOf(sampleQuestion(world, index).page),
  }
}

function saidOf({ answerCount, status }: QuestionPage): string[] {
  return [`回答数${answerCount}`, stateWords[status]]
}

function currentList(list: List, rows: readonly Row[], next: string | null): string {
  const items = rows.map(
    ({
      path,
      title,
      excerpt,
      said,
    }) => `<li class="m-list__item"><a class="link_qa" href="${path}">${escapeHtml(title)}</a>
<p class="m-list__text">${escapeHtml(excerpt)}</p>${said.map((words) => `<span class="m-list__said">${words}</span>`).join('')}</li>`,
  )
  return `<h1 class="a-title a-title--lg">${list.name}</h1>
<ul class="m-list">
${items.join('\n')}
</ul>
<div class="m-pager">${next === null ? '' : `<a class="m-pager__next" rel="next" href="${next}">次へ</a>`}</div>`
}

function classicList(list: List, rows: readonly Row[], next: string | null): string {
  const items = rows.map(
    ({ path, title, excerpt, said }) => `<li><p class="qat"><a href="${path}">${escapeHtml(title)}</a></p>
<div class="ico_cate_list">${[list.name, ...said].join(' ')}</div><p class="txt">${escapeHtml(excerpt)}</p></li>`,
  )
  return `<h1>${list.name}</h1>
<ul class="qa_list">
${items.join('\n')}
</ul>
<div id="ok_paging" class="ok_paging"><span class="blk_q">質問一覧</span>${next === null ? '' : `<span class="ok_next"><a href="${next}">次へ</a></span>`}</div>`
}
