/** Sends one request over an undici dispatcher and receives its response within the deadlines. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { Header } from '../model/capture.ts'
import { type Clock, slept } from '../model/clock.ts'
import { type ExchangeEnd, ExchangeHandler } from './exchange-handler.ts'
import type { FetchLimits } from './limits.ts'

/** One request and its collaborators. */
export interface ExchangeOptions {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>
  readonly url: URL
  readonly headers: readonly Header[]
  readonly limits: FetchLimits
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
}

/** One GET, without redirects. Failures are values; it rejects only with the reason of `signal`. */
export async function exchange(options: ExchangeOptions): Promise<ExchangeEnd> {
  const { dispatcher, url, headers, signal } = options
  signal?.throwIfAborted()
  const handler = new ExchangeHandler(options)
  const over = new AbortController()
  const stop = () => handler.fail(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const watched = watch(handler, options, over.signal)
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        // undici writes the connection header itself, and uses our `host` as its own.
        headers: headers.filter(([name]) => name !== 'connection').flat(),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    )
    const end = await Promise.race([handler.ended, watched])
    signal?.throwIfAborted()
    // undici frees a connection one loop turn after the response; a request made sooner would open another connection.
    await nextTurn()
    return end
  } finally {
    signal?.removeEventListener('abort', stop)
    over.abort(isOver)
  }
}

/** One reason for all: without one, each abort makes a DOMException with a stack, 0.025 ms a request. */
const isOver = new Error('the exchange is over')

/** One sleeper instead of a timer per deadline: it wakes at the next deadline and checks whether that has moved. */
async function watch(
  handler: ExchangeHandler,
  { clock, limits }: Pick<ExchangeOptions, 'clock' | 'limits'>,
  over: AbortSignal,
): Promise<ExchangeEnd> {
  const shortestPause = Math.min(limits.headersMs, limits.idleMs)
  for (;;) {
    const left = handler.nextDeadline() - clock.now().getTime()
    if (left <= 0) handler.expire()
    // A phase that begins during the sleep has its own deadline, at least the shortest pause away.
    else if (!(await slept(clock, Math.min(left, shortestPause), over))) break
    if (handler.isOver) break
  }
  return handler.ended
}
