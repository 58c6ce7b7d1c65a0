/**
 * Reduced pages in the markup of OKWAVE and its kin, from a folder beside the checkout. The right values were read from the
 * pages and from the table beside them; a page that is no question must give no record.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Wall } from '../../src/model/visit-outcome.ts'
import { readPage } from '../../src/parse/read-page.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/kin')

const okwave = 'https://okwave.jp/qa/q9000001.html'
const goo = 'https://oshiete.goo.ne.jp/qa/13377120.html'

/** Key, author, time, whether it is the best, and what marks the text, of each answer. */
type Answer = readonly [string, string | null, string | null, boolean]

const profile = 'https://okwave.jp/profile/u'
const chain = (url: string | null) => ({
  status: 'solved',
  postedAt: '2022-04-17T22:31:00+09:00',
  answers: [['1', 'shio_kombu', '2022-04-18T12:47:00+09:00', true]] satisfies readonly Answer[],
  urls: [url],
})
const furnace = (status: string, author: string | null, isBest: boolean) => ({
  status,
  postedAt: '2008-10-21T19:05:33+09:00',
  answers: [['1', author, '2008-10-22T08:14:02+09:00', isBest]] satisfies readonly Answer[],
})
const gutter = {
  postedAt: '2023-02-11T08:03:00+09:00',
  complete: false,
  asker: 'norimaki3',
  answerCount: 13,
  answers: [['13', 'ゆず皮', '2023-02-12T21:10:00+09:00', false]] satisfies readonly Answer[],
}

const questions: Readonly<Record<string, object>> = {
  'author-plain': chain(null),
  'author-avatar-img': chain(null),
  'author-avatar-link': chain(null),
  'author-avatar-link-named': chain(`${profile}1.html`),
  'classic-ano': furnace('solved', 'oyaji', true),
  'classic-ano-nocount-solved': furnace('solved', 'oyaji', true),
  'classic-ano-nocount-closed': furnace('closed', 'oyaji', false),
  'classic-colon-dates': furnace('solved', null, true),
  'classic-dash-dates': furnace('solved', null, true),
  'classic-dash-dates-author': furnace('solved', 'oyaji', true),
  'goo-paged': gutter,
  'goo-paged-title': { ...gutter, status: 'open' },
  'okwave-breadcrumb': { status: 'closed', categories: ['暮らし', '住まい'] },
  'partner-name-before': {
    status: 'solved',
    answers: [['1', 'tana_no_ue', '2012-09-30T12:01:00+09:00', false]] satisfies readonly Answer[],
  },
  'okwave-jsonld-trailing-comma': { answerCount: 1 },
}

const gone = ['deleted-by-staff', 'notfound-list-zero']

const walls: Readonly<Record<string, Wall>> = {
  'wall-age': 'age',
  'wall-list-count-in-a': 'login',
  'wall-login-bare': 'login',
  'wall-login-list': 'login',
  'wall-login-list-zero': 'login',
  'wall-login-list-zero-noclass': 'login',
  'wall-maintenance': 'maintenance',
  'wall-maintenance-date': 'maintenance',
}

if (existsSync(folder)) {
  describe('a page in the markup of OKWAVE’s kin', () => {
    it.each(Object.entries(questions))('%s gives the record that a person reads', (name, wanted) => {
      const { outcome } = parse(name)
      if (outcome.kind !== 'question') throw new Error(`${name} is ${outcome.kind}`)
      const { page } = outcome
      const read = {
        status: page.status,
        postedAt: page.postedAt,
        complete: page.complete,
        asker: page.asker?.name ?? null,
        answerCount: page.answerCount,
        categories: page.categories,
        answers: page.answers.map(({ key, author, postedAt, isBest }) => [
          key,
          author?.name ?? null,
          postedAt,
          isBest,
        ]),
        urls: page.answers.map(({ author }) => author?.url ?? null),
      }
      expect(read).toMatchObject(wanted)
      expect(page.answers.flatMap(({ imageUrls }) => imageUrls)).toEqual([])
    })

    it.each(gone)('%s is no question', (name) => {
      expect(parse(name).outcome.kind).toMatch(/^(?:not-found|not-a-question|rejected)$/)
    })

    it.each(Object.entries(walls))('%s is no question, but what stands in place of one: %s', (name, wall) => {
      const reading = parse(name)
      expect(reading.outcome.kind).toMatch(/^(?:not-a-question|rejected)$/)
      expect(reading.wall).toBe(wall)
    })

    it('okwave-jsonld-trailing-comma says that its data was repaired', () => {
      expect(parse('okwave-jsonld-trailing-comma').outcome).toMatchObject({
        page: {
          title: 'Q',
          body: 'B',
          answers: [{ body: 'Heat.' }],
          checks: [{ code: 'structured-data-repaired', severity: 'warning' }, { code: 'key-guessed' }],
        },
      })
    })
  })
} else {
  it('finds no pages beside the checkout: nothing to compare', () => expect(existsSync(folder)).toBe(false))
}

function parse(name: string) {
  const url = name.startsWith('goo-') ? goo : okwave
  return readPage(readFileSync(resolve(folder, `${name}.html`)), { url, contentType: 'text/html' })
}
