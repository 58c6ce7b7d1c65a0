/** Content encodings: the good ones, and the ways they go wrong. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { gzipBomb, nestedBomb } from './bombs.ts'
import { html, numberOf, page, type Route } from './route.ts'

function encoded(name: string, does: string, encoding: string, body: () => string | Uint8Array): Route {
  return { name, does, answer: (exchange) => html(exchange, body(), { 'content-encoding': encoding }) }
}

const tenGiB = 10 * 1024 ** 3

export const encodings: readonly Route[] = [
  encoded('gzip', 'A page in gzip.', 'gzip', () => gzipSync(page)),
  encoded('br', 'A page in brotli.', 'br', () => brotliCompressSync(page)),
  encoded('zstd', 'A page in zstd.', 'zstd', () => zstdCompressSync(page)),
  encoded('deflate', 'A page in deflate, with its zlib header.', 'deflate', () => deflateSync(page)),
  encoded('raw-deflate', 'A page in deflate, without the header that the standard asks for.', 'deflate', () =>
    deflateRawSync(page),
  ),
  encoded('double-encoding', 'A page in gzip within brotli.', 'gzip, br', () =>
    brotliCompressSync(gzipSync(page)),
  ),
  encoded('many-encodings', 'A page in nine gzips.', Array(9).fill('gzip').join(', '), () => {
    let body: Uint8Array = Buffer.from(page)
    for (let i = 0; i < 9; i++) body = gzipSync(body)
    return body
  }),
  encoded('unknown-encoding', 'Says `Content-Encoding: sdch`, which no client decodes.', 'sdch', () =>
    deflateRawSync(page),
  ),
  encoded('not-gzip', 'Says gzip, and the page is plain.', 'gzip', () => page),
  encoded('truncated-gzip', 'A gzip that breaks off; its Content-Length is right.', 'gzip', () => {
    const whole = gzipSync(page)
    return whole.subarray(0, whole.length - 12)
  }),
  encoded('damaged-gzip', 'A gzip with a wrong checksum.', 'gzip', () => {
    const whole = gzipSync(page)
    whole.writeUInt32LE(whole.readUInt32LE(whole.length - 8) ^ 1, whole.length - 8)
    return whole
  }),
  encoded('empty-gzip', 'Says gzip, and there is no body.', 'gzip', () => ''),
  {
    name: 'zipbomb',
    does: 'A gzip of about a thousandth of what it inflates to: `bytes` (10 GiB) zeros.',
    answer: (exchange) =>
      html(exchange, gzipBomb(numberOf(exchange, 'bytes', tenGiB)), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'nested-zipbomb',
    does: 'A gzip within a gzip: a few KB for `bytes` (1 GiB) zeros.',
    answer: (exchange) =>
      html(exchange, nestedBomb(numberOf(exchange, 'bytes', 1024 ** 3)), {
        'content-encoding': 'gzip, gzip',
      }),
  },
]
