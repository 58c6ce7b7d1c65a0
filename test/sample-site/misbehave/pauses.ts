/** Servers that keep a client waiting, or leave it. */
import { drip, numberOf, page, type Route, raw } from './route.ts'

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n'

export const pauses: readonly Route[] = [
  {
    name: 'silent',
    does: 'Takes the request and never says a word.',
    answer: () => undefined,
  },
  {
    name: 'hang-after-headers',
    does: 'Sends the headers of a page of 1,000 bytes, and nothing more.',
    answer: (exchange) => raw(exchange, `${head}Content-Length: 1000\r\n\r\n`, { hangUp: false }),
  },
  {
    name: 'hang-in-body',
    does: 'Sends half a page and falls silent.',
    answer: (exchange) => raw(exchange, `${head}Content-Length: 1000\r\n\r\n<p>half`, { hangUp: false }),
  },
  {
    name: 'slow-drip',
    does: 'Sends a page without end, a byte every `ms` (100) milliseconds.',
    answer: (exchange) => {
      raw(exchange, `${head}\r\n`, { hangUp: false })
      drip(exchange, numberOf(exchange, 'ms', 100), () => raw(exchange, '.', { hangUp: false }))
    },
  },
  {
    name: 'slow-headers',
    does: 'Sends headers without end, one every `ms` (100) milliseconds.',
    answer: (exchange) => {
      raw(exchange, head, { hangUp: false })
      drip(exchange, numberOf(exchange, 'ms', 100), () => raw(exchange, 'X-More: y\r\n', { hangUp: false }))
    },
  },
  {
    name: 'endless-early-hints',
    does: 'Sends 103 Early Hints every `ms` (100) milliseconds; the response never comes.',
    answer: (exchange) =>
      drip(exchange, numberOf(exchange, 'ms', 100), () =>
        raw(exchange, 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n', { hangUp: false }),
      ),
  },
  {
    name: 'hang-up',
    does: 'Closes the connection without an answer.',
    answer: ({ socket }) => void socket.destroy(),
  },
  {
    name: 'reset',
    does: 'Resets the connection in the middle of the page.',
    answer: (exchange) => {
      raw(exchange, `${head}Content-Length: 1000\r\n\r\n<p>half`, { hangUp: false })
      setImmediate(() => exchange.socket.resetAndDestroy())
    },
  },
  {
    name: 'hang-up-when-reused',
    does: 'Answers, promises to keep the connection, and closes it.',
    answer: (exchange) =>
      raw(
        exchange,
        `${head}Connection: keep-alive\r\nContent-Length: ${Buffer.byteLength(page)}\r\n\r\n${Buffer.from(page).toString('latin1')}`,
      ),
  },
]
