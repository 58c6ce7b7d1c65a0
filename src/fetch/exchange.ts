/** One request and its response over an undici dispatcher, within its deadlines. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { Header } from '../model/capture.ts'
import { type Clock, slept } from '../model/clock.ts'
import { type ExchangeEnd, ExchangeHandler } from './exchange-handler.ts'
import type { FetchLimits } from './limits.ts'

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher
  readonly url: URL
  readonly headers: readonly Header[]
  readonly limits: FetchLimits
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
}

/** Rejects only with the reason of `signal`. */
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
        // undici writes the connection header itself, and takes a `host` of ours for its own.
        headers: headers.filter(([name]) => name !== 'connection').flat(),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    )
    const end = await Promise.race([handler.ended, watched])
    signal?.throwIfAborted()
    // undici gives a connection free one turn of the loop after the response; asked sooner, it would open another.
    await nextTurn()
    return end
  } finally {
    signal?.removeEventListener('abort', stop)
    over.abort()
  }
}

/** Rather than a timer for each deadline: one sleeper that wakes at the next one and looks whether it has moved. */
async function watch(
  handler: ExchangeHandler,
  { clock, limits }: Pick<ExchangeOptions, 'clock' | 'limits'>,
  over: AbortSignal,
): Promise<ExchangeEnd> {
  const shortestPause = Math.min(limits.headersMs, limits.idleMs)
  for (;;) {
    const left = handler.nextDeadline() - clock.now().getTime()
    if (left <= 0) handler.expire()
    // A phase that begins during the sleep sets its own deadline, no sooner than the shortest pause from now.
    else if (!(await slept(clock, Math.min(left, shortestPause), over))) break
    if (handler.isOver) break
  }
  return handler.ended
}
