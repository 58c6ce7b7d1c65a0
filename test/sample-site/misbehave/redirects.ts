/** Redirects that lead nowhere good. */
import { html, numberOf, parameter, type Route, type RouteExchange } from './route.ts'

function redirect({ response }: RouteExchange, location: string | null, code = 302): void {
  response.writeHead(code, location === null ? {} : { location }).end()
}

export const redirects: readonly Route[] = [
  {
    name: 'redirect-loop',
    does: 'Redirects to itself.',
    answer: (exchange) => redirect(exchange, exchange.url.pathname),
  },
  {
    name: 'redirect-chain',
    does: 'Redirects `n` (10) times, then a page.',
    answer: (exchange) => {
      const left = numberOf(exchange, 'n', 10)
      if (left > 0) redirect(exchange, `/misbehave/redirect-chain?n=${left - 1}`)
      else html(exchange)
    },
  },
  {
    name: 'redirect-endless',
    does: 'Redirects to another URL of its own each time.',
    answer: (exchange) =>
      redirect(exchange, `/misbehave/redirect-endless?n=${numberOf(exchange, 'n', 0) + 1}`),
  },
  {
    name: 'redirect-to',
    does: 'Redirects to `url` (`https://other.example/`): another host, another scheme, anything.',
    answer: (exchange) => redirect(exchange, parameter(exchange, 'url', 'https://other.example/')),
  },
  {
    name: 'redirect-to-private',
    does: 'Redirects to the address where clouds keep their secrets (169.254.169.254).',
    answer: (exchange) => redirect(exchange, 'http://169.254.169.254/latest/meta-data/'),
  },
  {
    name: 'redirect-to-file',
    does: 'Redirects to `file:///etc/passwd`.',
    answer: (exchange) => redirect(exchange, 'file:///etc/passwd'),
  },
  {
    name: 'redirect-nowhere',
    does: 'A redirect without a Location.',
    answer: (exchange) => redirect(exchange, null),
  },
]
