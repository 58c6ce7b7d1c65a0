/** One way the web misbehaves, as a route of the sample site: its path, what a client meets there, and the doing of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface Route {
  /** Below `/misbehave/`. */
  readonly name: string
  /** What a client meets, as one line of `docs/sample-site.md`; parameters with their defaults in it. */
  readonly does: string
  readonly answer: (exchange: RouteExchange) => void
}

export interface RouteExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** For answers that `node:http` would not let out. */
  readonly socket: Socket
  readonly url: URL
  /** How often this URL has been asked for, this time included. */
  readonly times: number
}

/** Writes bytes past `node:http`, one a character, and hangs up unless told otherwise. */
export function raw({ socket }: RouteExchange, bytes: string, { hangUp = true } = {}): void {
  if (hangUp) socket.end(bytes, 'latin1')
  else socket.write(bytes, 'latin1')
}

/** A question page would do as well; what counts is that it is a small whole page. */
export const page =
  '<!doctype html><html lang="ja"><meta charset="utf-8"><title>問</title><p>質問の本文です。'

export function html({ response }: RouteExchange, body: string | Uint8Array = page, headers = {}): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
}

export function parameter({ url }: RouteExchange, name: string, fallback: string): string {
  return url.searchParams.get(name) ?? fallback
}

export function numberOf(exchange: RouteExchange, name: string, fallback: number): number {
  const value = Number(parameter(exchange, name, String(fallback)))
  return Number.isFinite(value) ? value : fallback
}

/** Calls again and again until the client is gone. */
export function drip({ socket }: RouteExchange, ms: number, write: () => void): void {
  const timer = setInterval(write, ms)
  socket.once('close', () => clearInterval(timer))
}
