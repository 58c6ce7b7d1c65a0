/** Answers that ask for patience, and servers that fail. */
import { html, numberOf, type Route, type RouteExchange } from './route.ts'

function status(exchange: RouteExchange, code: number, headers: Record<string, string> = {}): void {
  exchange.response.writeHead(code, { 'content-type': 'text/plain', ...headers }).end(`status ${code}`)
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString()
}

export const statuses: readonly Route[] = [
  {
    name: '429',
    does: '429 with `Retry-After: retryAfter` (60) seconds; the first `burst` (all) times, then a page.',
    answer: (exchange) => {
      if (exchange.times > numberOf(exchange, 'burst', Number.MAX_SAFE_INTEGER)) html(exchange)
      else status(exchange, 429, { 'retry-after': String(numberOf(exchange, 'retryAfter', 60)) })
    },
  },
  {
    name: '429-bare',
    does: '429 without Retry-After.',
    answer: (exchange) => status(exchange, 429),
  },
  {
    name: '503-date',
    does: '503 with Retry-After as a date `seconds` (60) from now.',
    answer: (exchange) =>
      status(exchange, 503, { 'retry-after': inSeconds(numberOf(exchange, 'seconds', 60)) }),
  },
  {
    name: '503-nonsense',
    does: '503 with a Retry-After that is neither seconds nor a date.',
    answer: (exchange) => status(exchange, 503, { 'retry-after': 'soon' }),
  },
  {
    name: 'status',
    does: 'Status `code` (500).',
    answer: (exchange) => status(exchange, numberOf(exchange, 'code', 500)),
  },
  {
    name: 'recovers',
    does: '500 the first `after` (2) times, then a page.',
    answer: (exchange) => {
      if (exchange.times > numberOf(exchange, 'after', 2)) html(exchange)
      else status(exchange, 500)
    },
  },
  {
    name: 'robots',
    does: 'A robots.txt with status `code` (200) that allows all, padded to `bytes` (0). See the mode `instead`.',
    answer: (exchange) => {
      const { response } = exchange
      const padding = '#'.repeat(Math.max(0, numberOf(exchange, 'bytes', 0)))
      response.writeHead(numberOf(exchange, 'code', 200), { 'content-type': 'text/plain' })
      response.end(`${padding}\nUser-agent: *\nAllow: /\n`)
    },
  },
]
