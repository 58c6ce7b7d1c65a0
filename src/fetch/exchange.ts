/**
 * One request and its response over an undici dispatcher, within deadlines and a byte limit. Written against
 * `dispatch` rather than `request`, because only there the headers come raw: in order, with their names as sent.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { Header, TruncatedBecause } from '../model/capture.ts'
import type { Clock } from '../model/clock.ts'
import type { FetchLimits } from './limits.ts'
import { receivedHeaders } from './wire-headers.ts'

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher
  readonly url: URL
  readonly headers: readonly Header[]
  readonly limits: FetchLimits
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
}

export type ExchangeEnd =
  | { readonly kind: 'response'; readonly response: Response; readonly truncated: TruncatedBecause | null }
  | { readonly kind: 'deadline'; readonly detail: string }
  | { readonly kind: 'error'; readonly error: unknown; readonly sent: boolean }

export interface Response {
  readonly sentAt: Date
  readonly status: number
  readonly statusText: string
  readonly headers: readonly Header[]
  readonly body: Uint8Array
}

/** Rejects only with the reason of `signal`. */
export async function exchange(options: ExchangeOptions): Promise<ExchangeEnd> {
  const { dispatcher, url, headers, signal } = options
  signal?.throwIfAborted()
  const handler = new Exchange(options)
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
  handler: Exchange,
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

async function slept(clock: Clock, ms: number, over: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, over)
    return true
  } catch (error) {
    if (over.aborted) return false
    throw error
  }
}

type Phase = 'connecting' | 'waiting' | 'reading'

class Exchange implements Dispatcher.DispatchHandler {
  readonly ended: Promise<ExchangeEnd>
  readonly #resolve: (end: ExchangeEnd) => void
  readonly #limits: FetchLimits
  readonly #clock: Clock
  readonly #startedAt: number
  #controller: Dispatcher.DispatchController | null = null
  #phase: Phase = 'connecting'
  #phaseMovedAt: number
  #over = false
  #sentAt: Date
  #head: Pick<Response, 'status' | 'statusText' | 'headers'> | null = null
  #body: Buffer[] = []
  #received = 0

  constructor({ limits, clock }: Pick<ExchangeOptions, 'limits' | 'clock'>) {
    const { promise, resolve } = Promise.withResolvers<ExchangeEnd>()
    this.ended = promise
    this.#resolve = resolve
    this.#limits = limits
    this.#clock = clock
    this.#sentAt = clock.now()
    this.#startedAt = this.#sentAt.getTime()
    this.#phaseMovedAt = this.#startedAt
  }

  get isOver(): boolean {
    return this.#over
  }

  /** While connecting, undici's connector keeps the time: it has the socket to destroy. */
  nextDeadline(): number {
    const total = this.#startedAt + this.#limits.totalMs
    if (this.#phase === 'connecting') return total
    const pause = this.#phase === 'waiting' ? this.#limits.headersMs : this.#limits.idleMs
    return Math.min(total, this.#phaseMovedAt + pause)
  }

  expire(): void {
    const total = this.#clock.now().getTime() - this.#startedAt >= this.#limits.totalMs
    if (this.#head !== null) return this.#end(this.#response('time'))
    const pause = this.#phase === 'waiting' ? 'no response headers' : 'no connection'
    const ms = total ? this.#limits.totalMs : this.#limits.headersMs
    this.#end({ kind: 'deadline', detail: `${pause} within ${ms / 1000} s` })
  }

  fail(error: unknown): void {
    this.#end({ kind: 'error', error, sent: this.#phase !== 'connecting' })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Ended while connecting: nothing must go out any more.
    if (this.#over) return controller.abort(new Error('the exchange is over'))
    this.#controller = controller
    this.#sentAt = this.#clock.now()
    this.#enter('waiting')
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText = '',
  ): void {
    // 103 Early Hints and its like: the response is still to come.
    if (status < 200) return
    this.#head = { status, statusText, headers: receivedHeaders(controller.rawHeaders) }
    this.#enter('reading')
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#over) return
    const room = this.#limits.wireBytes - this.#received
    this.#body.push(chunk.subarray(0, room))
    this.#received += Math.min(chunk.length, room)
    this.#enter('reading')
    if (chunk.length > room) this.#end(this.#response('length'))
  }

  onResponseEnd(): void {
    this.#end(this.#response(null))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#head !== null) this.#end(this.#response('disconnect'))
    else this.fail(error)
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#phaseMovedAt = this.#clock.now().getTime()
  }

  #response(truncated: TruncatedBecause | null): ExchangeEnd {
    if (this.#head === null) throw new Error('a response has ended before it began')
    const response = { ...this.#head, sentAt: this.#sentAt, body: Buffer.concat(this.#body) }
    return { kind: 'response', response, truncated }
  }

  /** The first end counts. Whatever of the connection is still in use is destroyed with it. */
  #end(end: ExchangeEnd): void {
    if (this.#over) return
    this.#over = true
    this.#body = []
    this.#resolve(end)
    const whole = end.kind === 'response' && end.truncated === null
    if (!whole && this.#controller !== null && !this.#controller.aborted) {
      this.#controller.abort(new Error('the exchange is over'))
    }
  }
}
