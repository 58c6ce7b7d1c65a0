/**
 * Seven excerpts of OKWAVE pages in three text styles, from a folder beside the checkout. None is whole, so none may
 * become a record; the reason must say why.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RejectReason } from '../../src/model/parse-outcome.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'pages')

/** Read by hand: the style each excerpt is written in, and for the one style that is parsed, that it breaks off. */
const expectations: readonly { readonly id: string; readonly reason: RejectReason }[] = [
  { id: '4379842', reason: 'text-style-c' },
  { id: '5255748', reason: 'text-style-c' },
  { id: '8464616', reason: 'text-style-c' },
  { id: '8255538', reason: 'text-style-b' },
  { id: '6048129', reason: 'breaks-off' },
  { id: '7114192', reason: 'breaks-off' },
  { id: '9276877', reason: 'breaks-off' },
]

if (existsSync(folder)) {
  describe('excerpts of OKWAVE pages', () => {
    it.each(expectations)('q$id is rejected: $reason', ({ id, reason }) => {
      const bytes = readFileSync(resolve(folder, `okwave-q${id}.excerpt.txt`))
      const url = `https://okwave.jp/qa/q${id}.html`
      const outcome = parseQuestionPage(bytes, { url, contentType: 'text/plain' })
      expect(outcome).toMatchObject({ kind: 'rejected', url, reason })
    })
  })
} else {
  process.stderr.write(`page excerpts are not at ${folder}: nothing to conform to\n`)
  it('page excerpts are not there, so nothing was compared', () => {
    expect(existsSync(folder)).toBe(false)
  })
}
