import { expect, test } from 'vitest'
import { pageOfCapture } from '../../src/app/saved-pages.ts'
import type { Capture } from '../../src/model/capture.ts'
import { capture } from '../archive/captures.ts'

const html = '<!DOCTYPE html><title>x</title><p>A page.'
const xhtml = `\ufeff<?xml version="1.0"?>\n${html}`
const feed = '<?xml version="1.0"?><rss><channel/></rss>'

const kindOf = (contentType: string, body: string, more: Partial<Capture> = {}) =>
  pageOfCapture(
    capture({ headers: [['Content-Type', contentType]], body: Buffer.from(body), ...more }),
    'x',
    undefined,
  )?.kind ?? null

test.each(['text/xml', 'application/xml', 'application/octet-stream'])(
  'a capture of type %s is a page if it begins as one, as in a crawl',
  (type) => {
    expect([html, xhtml, feed, '%PDF-1.7'].map((body) => kindOf(type, body))).toEqual([
      'page',
      'page',
      null,
      null,
    ])
    expect(kindOf(type, html, { truncated: 'length' })).toBe('known')
    expect(kindOf(type, feed, { truncated: 'length' })).toBe(null)
  },
)

test('a capture of a type that no page has is none', () => {
  expect(kindOf('image/png', html)).toBe(null)
})
