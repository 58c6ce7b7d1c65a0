/** Pages that are whole, and not what they say or seem. */
import iconv from 'iconv-lite'
import { html, numberOf, page, parameter, type Route, type RouteExchange } from './route.ts'

const text = '質問の本文はここにあります。かなとカタカナと漢字が混ざっています。'.repeat(5)

export const contents: readonly Route[] = [
  {
    name: 'mislabelled-charset',
    does: 'A page in `is` (EUC-JP) whose header says `label` (utf-8).',
    answer: (exchange) => {
      const body = iconv.encode(`<title>質問</title><p>${text}`, parameter(exchange, 'is', 'EUC-JP'))
      html(exchange, body, { 'content-type': `text/html; charset=${parameter(exchange, 'label', 'utf-8')}` })
    },
  },
  {
    name: 'unlabelled-charset',
    does: 'A page in `is` (Shift_JIS) that nothing labels.',
    answer: (exchange) => {
      const body = iconv.encode(`<title>質問</title><p>${text}`, parameter(exchange, 'is', 'Shift_JIS'))
      html(exchange, body, { 'content-type': 'text/html' })
    },
  },
  {
    name: 'soft-404',
    does: '“No such page” with status 200.',
    answer: (exchange) =>
      html(exchange, '<!doctype html><title>ページが見つかりません</title><h1>ページが見つかりません</h1>'),
  },
  { name: 'empty', does: 'A page of no bytes.', answer: (exchange) => html(exchange, '') },
  {
    name: 'deep-nesting',
    does: '`depth` (100,000) elements, one inside the other.',
    answer: (exchange) => html(exchange, '<div>'.repeat(numberOf(exchange, 'depth', 100_000))),
  },
  {
    name: 'image-as-html',
    does: 'The first bytes of a PNG, labelled as HTML.',
    answer: (exchange) => html(exchange, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
  },
  {
    name: 'control-characters',
    does: 'A title with NUL, escape sequences and text that runs right to left.',
    answer: (exchange) => html(exchange, '<title>a\u0000b\u001b[31mred\u202egnp.exe</title><p>本文'),
  },
  {
    name: 'etag',
    does: 'A page with an ETag, and 304 for a client that has it.',
    answer: (exchange) => validated(exchange, 'etag', '"v1"', 'if-none-match'),
  },
  {
    name: 'last-modified',
    does: 'A page with Last-Modified, and 304 for a client that has it.',
    answer: (exchange) =>
      validated(exchange, 'last-modified', 'Sun, 01 Mar 2026 00:00:00 GMT', 'if-modified-since'),
  },
  {
    name: 'always-304',
    does: '304, also for who has never asked before.',
    answer: ({ response }) => void response.writeHead(304).end(),
  },
]

function validated(exchange: RouteExchange, header: string, value: string, asked: string): void {
  if (exchange.request.headers[asked] === value) exchange.response.writeHead(304, { [header]: value }).end()
  else html(exchange, page, { [header]: value })
}
