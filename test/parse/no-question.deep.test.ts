/**
 * More than a thousand pages that are no Q&A, each under the URL of a question and under one that says nothing: the
 * documentation that came with the packages of this project, whole and section by section, and what the sample site shows
 * beside its questions. None of them may become a question.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { samplePages } from '../../src/sample-site/pages.ts'
import { samplePaths } from '../../src/sample-site/special-pages.ts'
import { categories } from '../../src/sample-site/topics.ts'
import { rendered } from './markdown.ts'

const urls = ['https://okwave.jp/qa/q9900001.html', 'https://docs.example/guide/first-steps']
const otherSites = [
  'https://oshiete.goo.ne.jp/qa/13377120.html',
  'https://stackoverflow.com/questions/11/first-steps',
  'https://detail.chiebukuro.yahoo.co.jp/qa/question_detail/q10000000000',
  'https://teratail.com/questions/11',
  'https://forum.example/questions/11/first-steps',
]

const root = realpathSync(new URL('../../node_modules', import.meta.url))
const documents = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
const textOf = (name: string) => readFileSync(join(root, name), 'utf8')

interface Page {
  readonly name: string
  readonly html: string | Uint8Array
}

/** What was read as a question, with what was taken for its title. */
function questionsAmong(pages: readonly Page[], places: readonly string[] = urls): readonly string[] {
  return pages.flatMap(({ name, html }) =>
    places.flatMap((url) => {
      const outcome = parseQuestionPage(html, { url, contentType: 'text/html', site: siteOf(url) })
      return outcome.kind === 'question' ? [`${name} at ${url}: ${outcome.page.title}`] : []
    }),
  )
}

const siteOf = (url: string) => (url.startsWith('http://127.0.0.1') ? 'sample' : undefined)

describe('no question', () => {
  const guides = documents
    .filter((name) => /\.(?:md|markdown)$/i.test(name))
    .map((name) => ({ name, text: textOf(name) }))
  const sections = guides.flatMap(({ name, text }) =>
    text
      .split(/^(?=#{1,3} )/m)
      .slice(1)
      .map((section, at) => ({ name: `${name} (${at})`, html: rendered(section) })),
  )

  test('is any documentation of a package', () => {
    const pages = guides.map(({ name, text }) => ({ name, html: rendered(text) }))
    expect(pages.length).toBeGreaterThan(100)
    expect(questionsAmong(pages, [...urls, ...otherSites])).toEqual([])
  })

  test('is any section of it', () => {
    expect(sections.length).toBeGreaterThan(1_000)
    expect(questionsAmong(sections)).toEqual([])
  })

  test('is any HTML page of a package', () => {
    const names = documents.filter((name) => /\.html?$/i.test(name))
    expect(names.length).toBeGreaterThan(0)
    expect(questionsAmong(names.map((name) => ({ name, html: textOf(name) })))).toEqual([])
  })

  test('is what the sample site shows beside its questions', () => {
    const serve = samplePages(() => ({ seed: 3, questions: 400 }))
    const lists = [
      samplePaths.newQuestions,
      ...categories.map(({ slug }) => `/list/category/${encodeURIComponent(slug)}`),
    ].flatMap((path) => [1, 2, 3].map((page) => `${path}?page=${page}`))
    const { front, disallowed, softGone, gone } = samplePaths
    const pages = [front, disallowed, softGone, gone, ...lists].map((path) => ({
      name: path,
      html: serve(path, { host: '127.0.0.1' }).body ?? '',
    }))
    expect(pages.filter(({ html }) => html.length > 0).length).toBeGreaterThan(20)
    const own = 'http://127.0.0.1:9/qa/q1000001.html'
    expect(questionsAmong(pages, [...urls, ...otherSites, own])).toEqual([])
  })
})
