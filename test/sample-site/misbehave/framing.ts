/** Responses that are not HTTP as it is written, and some that are but surprise. */
import { numberOf, type Route, type RouteExchange, raw } from './route.ts'

const ok = 'HTTP/1.1 200 OK\r\n'

function rawRoute(name: string, does: string, wire: string | ((exchange: RouteExchange) => string)): Route {
  return { name, does, answer: (exchange) => raw(exchange, typeof wire === 'string' ? wire : wire(exchange)) }
}

export const framing: readonly Route[] = [
  rawRoute(
    'length-too-large',
    'Says `Content-Length: 100`, sends 5 bytes and hangs up.',
    `${ok}Content-Length: 100\r\n\r\nshort`,
  ),
  rawRoute(
    'length-too-small',
    'Says `Content-Length: 5`, and sends more behind it.',
    `${ok}Content-Length: 5\r\n\r\nshort, and more than was announced`,
  ),
  rawRoute(
    'two-lengths',
    'Says two different `Content-Length`s: the way into request smuggling.',
    `${ok}Content-Length: 5\r\nContent-Length: 50\r\n\r\nshort`,
  ),
  rawRoute(
    'length-and-chunks',
    'Says `Content-Length` and `Transfer-Encoding` at once.',
    `${ok}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n`,
  ),
  rawRoute(
    'broken-chunking',
    'Sends a good chunk, then one whose size is no number.',
    `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nzz\r\n`,
  ),
  rawRoute(
    'unfinished-chunks',
    'Sends a good chunk and hangs up before the last one.',
    `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n`,
  ),
  rawRoute('garbage', 'Sends bytes that are no HTTP.', '\x00\x01\x02 no HTTP at all \xff\xfe\r\n\r\n'),
  rawRoute('other-protocol', 'Greets like an SSH server.', 'SSH-2.0-OpenSSH_9.9\r\n'),
  rawRoute(
    'http2-only',
    'Answers with an HTTP/2 SETTINGS and a GOAWAY frame.',
    '\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01',
  ),
  rawRoute(
    'early-hints',
    'Sends 103 Early Hints and a page behind them.',
    `HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${ok}Content-Length: 5\r\n\r\nwhole`,
  ),
  rawRoute(
    'continue',
    'Sends 100 Continue without being asked.',
    `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 5\r\n\r\nwhole`,
  ),
  rawRoute(
    'switching-protocols',
    'Switches to a protocol without being asked.',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
  ),
  rawRoute(
    'no-reason',
    'Sends a status without a reason phrase.',
    'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nwhole',
  ),
  rawRoute(
    'odd-status',
    'Answers with status `code` (999).',
    (exchange) => `HTTP/1.1 ${numberOf(exchange, 'code', 999)} Request denied\r\nContent-Length: 2\r\n\r\nno`,
  ),
  rawRoute(
    'folded-header',
    'Folds a header over two lines, as RFC 9112 no longer allows.',
    `${ok}X-Folded: one\r\n two\r\nContent-Length: 5\r\n\r\nwhole`,
  ),
  rawRoute(
    'nul-in-header',
    'Has a NUL byte in a header.',
    `${ok}X-Nul: a\x00b\r\nContent-Length: 5\r\n\r\nwhole`,
  ),
  rawRoute(
    'header-flood',
    'Sends `count` (20,000) headers.',
    (exchange) => `${ok}${'X-Flood: y\r\n'.repeat(numberOf(exchange, 'count', 20_000))}\r\n`,
  ),
  rawRoute(
    'long-header',
    'Sends one header of `bytes` (1,000,000) bytes.',
    (exchange) => `${ok}X-Long: ${'y'.repeat(numberOf(exchange, 'bytes', 1_000_000))}\r\n\r\n`,
  ),
  rawRoute('large', 'Sends a page of `bytes` (30,000,000) bytes.', (exchange) => {
    const bytes = numberOf(exchange, 'bytes', 30_000_000)
    return `${ok}Content-Type: text/html\r\nContent-Length: ${bytes}\r\n\r\n${'x'.repeat(bytes)}`
  }),
]
