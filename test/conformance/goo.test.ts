/**
 * Two pages in the markup of oshiete.goo.ne.jp, from a folder beside the checkout.
 * Its structured data knows who asked, when and how many answered, but cuts the texts and leaves the answers out.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPage } from '../../src/parse/read-page.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'pages')

const url = 'https://oshiete.goo.ne.jp/qa/11000001.html'
/** As the page shows them. */
const heading =
  'ベランダの鉢植えに毎朝水をやっていますが、葉が黄色くなってきました。肥料が足りないのでしょうか。それ'
const text =
  'ベランダの鉢植えに毎朝水をやっていますが、葉が黄色くなってきました。肥料が足りないのでしょうか。それとも水のやりすぎでしょうか。去年までは同じやり方で元気でした。'

const asked = {
  // Eight digits alone do not make it one of OKWAVE's questions.
  site: 'goo',
  questionId: '11000001',
  url,
  aliases: [],
  asker: 'minato_b',
  postedAt: '2020-07-13T01:10:00+09:00',
}

if (existsSync(resolve(folder, 'goo-open.html'))) {
  describe('a page of goo', () => {
    it('without answers is a whole question', () => {
      const page = read('goo-open')
      expect(whoAndWhen(page)).toEqual(asked)
      expect(page).toMatchObject({ answerCount: 0, answers: [], complete: true })
    })

    it('with answers gives all of them', () => {
      const page = read('goo-answered')
      expect(whoAndWhen(page)).toEqual(asked)
      expect(page.answerCount).toBe(2)
      expect(page.complete).toBe(true)
      expect(page.answers.map(({ author, postedAt }) => [author?.name, postedAt])).toEqual([
        ['hanako01', '2020-07-13T08:10:00+09:00'],
        ['jiro02', '2020-07-13T09:20:00+09:00'],
      ])
    })

    it('without a definition says that its answers are missing, and what its data knows', () => {
      const page = read('goo-answered', 'https://mirror.example/qa/11000001.html')
      expect(whoAndWhen(page)).toEqual({
        ...asked,
        site: 'mirror.example',
        url: 'https://mirror.example/qa/11000001.html',
        aliases: [url],
      })
      expect(page).toMatchObject({ answerCount: 2, answers: [], complete: false })
      expect(page.checks.map(({ code }) => code)).toContain('answers-missing')
    })

    it.each(['goo-open', 'goo-answered'])('%s has a title and a text that the page shows', (name) => {
      const { title, body } = read(name)
      expect(title.length).toBeGreaterThan(40)
      expect(heading.startsWith(title)).toBe(true)
      expect(body.length).toBeGreaterThan(30)
      expect(text.startsWith(body) || body.startsWith(text)).toBe(true)
    })
  })
} else {
  it('finds no pages beside the checkout: nothing to compare', () => expect(existsSync(folder)).toBe(false))
}

function read(name: string, at = url) {
  const { outcome } = readPage(readFileSync(resolve(folder, `${name}.html`)), {
    url: at,
    contentType: 'text/html',
  })
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

function whoAndWhen({ site, questionId, url, aliases, asker, postedAt }: ReturnType<typeof read>) {
  return { site, questionId, url, aliases, asker: asker?.name, postedAt }
}
