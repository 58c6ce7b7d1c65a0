/** Links by shape, of hosts that no definition claims. */
import { describe, expect, test } from 'vitest'
import { parseLinks } from '../../../src/parse/read-page.ts'

const host = 'https://ask.frogs.example'
const linksAt = (path: string, body: string) =>
  parseLinks(`<!DOCTYPE html><html><head><title>Frogs</title></head><body>${body}</body></html>`, {
    url: host + path,
    contentType: 'text/html',
  })
const anchors = (...paths: readonly string[]) => paths.map((path) => `<a href="${path}">x</a>`).join('\n')
const urls = (...paths: readonly string[]) => paths.map((path) => host + path)

const schema = (name: string) => `<script type="application/ld+json">
{"@context":"https://schema.org","@type":"QAPage","mainEntity":{"@type":"Question","name":"${name}",
"text":"They sing at night.","answerCount":1,"acceptedAnswer":{"@type":"Answer","text":"From dusk on."}}}</script>`

describe('a list', () => {
  test('has the links of its most frequent shape with a number', () => {
    const links = linksAt(
      '/list',
      anchors('/news/1', '/questions/12/x', '/questions/13/why-frogs-sing', '/news/2', '/questions/14'),
    )
    expect(links.likelyQuestions).toEqual(
      urls('/questions/12/x', '/questions/13/why-frogs-sing', '/questions/14'),
    )
    expect(links.questions).toEqual([])
  })

  test('counts different links, and the first of equally frequent shapes', () => {
    const links = linksAt(
      '/list',
      anchors('/polls/1', '/polls/1', '/polls/1', '/q/7', '/q/8', '/news/1', '/news/2'),
    )
    expect(links.likelyQuestions).toEqual(urls('/q/7', '/q/8'))
  })

  test('ignores people, tags and pages however many there are', () => {
    const many = Array.from({ length: 9 }, (_, at) => [
      `/users/${at}/u`,
      `/tags/${at}`,
      `/list?page=${at}`,
    ]).flat()
    expect(linksAt('/list', anchors(...many, '/q/7')).likelyQuestions).toEqual(urls('/q/7'))
  })

  test.each(['header', 'footer', 'nav', 'aside', 'div class="sidebar"', 'div role="navigation"'])(
    'is not judged by the links in <%s>',
    (tag) => {
      const around = `<${tag}>${anchors('/ads/1', '/ads/2', '/ads/3')}</${tag.split(' ')[0]}>`
      expect(linksAt('/list', around + anchors('/q/7')).likelyQuestions).toEqual(urls('/q/7'))
    },
  )

  test('is judged by its main element, where that has such links', () => {
    const ads = anchors('/ads/1', '/ads/2', '/ads/3')
    const inMain = (inner: string) => linksAt('/list', `${ads}<main>${inner}</main>`).likelyQuestions
    expect(inMain(anchors('/q/7'))).toEqual(urls('/q/7'))
    expect(inMain('<p>No questions</p>')).toEqual(urls('/ads/1', '/ads/2', '/ads/3'))
  })

  test('leads to its own host alone', () => {
    const other = 'https://other.example/q/1'
    expect(linksAt('/list', anchors(other, `${host}:8443/q/2`, '/q/3')).likelyQuestions).toEqual(urls('/q/3'))
  })

  test('needs no guess where its host has questions by their paths', () => {
    const links = linksAt('/list', anchors('/qa/q1.html', '/news/1', '/news/2'))
    expect(links.questions).toEqual(urls('/qa/q1.html'))
    expect(links.likelyQuestions).toEqual([])
  })

  test('of a site with a definition has none', () => {
    const html = '<a href="https://okwave.jp/news/1">x</a>'
    expect(parseLinks(html, { url: 'https://okwave.jp/list/new_question' }).likelyQuestions).toEqual([])
  })
})

describe('the next page of a list', () => {
  test.each([
    ['/list', ['/list?page=1', '/list?page=2', '/list?page=3'], '/list?page=2'],
    ['/list?page=2&sort=new', ['/list?page=3', '/list?sort=new&page=3'], '/list?sort=new&page=3'],
    ['/list/', ['/list/page/2/'], '/list/page/2/'],
    ['/list/page/2', ['/list', '/list/page/1', '/list/page/3'], '/list/page/3'],
    ['/list?p=4', ['/list?p=3'], null],
    ['/list?page=x', ['/list?page=2'], null],
    ['/list', ['/other?page=2'], null],
  ])('of %s with %j is %s', (path, links, next) => {
    expect(linksAt(path, anchors(...links)).next).toBe(next === null ? null : host + next)
  })

  test('is what rel=next says', () => {
    expect(linksAt('/list', `<a rel="next" href="?after=9">x</a>${anchors('?page=2')}`).next).toBe(
      `${host}/list?after=9`,
    )
  })
})

describe('a question', () => {
  const at = (path: string, ...paths: readonly string[]) =>
    linksAt(path, schema('When do frogs sing?') + anchors(...paths))

  test('has the links of its own shape, however few', () => {
    const { likelyQuestions } = at(
      '/questions/12/when-do-frogs-sing',
      '/news/1',
      '/news/2',
      '/questions/13/x',
      '/questions/12/when-do-frogs-sing',
      '/questions/12/edit',
      '/users/12/ann',
    )
    expect(likelyQuestions).toEqual(urls('/questions/13/x'))
  })

  test('has the same on its later pages, and no next page by number', () => {
    const { likelyQuestions, next } = at('/q/12?page=2', '/q/12', '/q/12?page=3', '/q/13')
    expect(likelyQuestions).toEqual(urls('/q/13'))
    expect(next).toBeNull()
  })

  test('whose URL has no number has none', () => {
    expect(at('/when-do-frogs-sing', '/q/13', '/why-do-toads-sing').likelyQuestions).toEqual([])
  })
})
