/**
 * Collects one exchange from undici's events until it ends: complete, cut at a limit or deadline, or with an error.
 * It uses `dispatch` rather than `request`, because only `dispatch` gives raw headers: in order, with names as sent.
 */
import type { Dispatcher } from 'undici'
import type { Header, TruncatedBecause } from '../model/capture.ts'
import type { Clock } from '../model/clock.ts'
import type { FetchLimits } from './limits.ts'
import { receivedHeaders } from './wire-headers.ts'

/** How an exchange ended. `sent`: whether the request had gone out when the error came. */
export type ExchangeEnd =
  | {
      readonly kind: 'response'
      readonly response: Response
      readonly truncated: TruncatedBecause | null
      /** What the body broke off with; null where it did not, or at a limit or deadline. */
      readonly error: unknown
    }
  | { readonly kind: 'deadline'; readonly detail: string }
  | { readonly kind: 'error'; readonly error: unknown; readonly sent: boolean }

interface Response {
  readonly sentAt: Date
  readonly status: number
  readonly statusText: string
  readonly headers: readonly Header[]
  readonly body: Uint8Array
}

type Phase = 'connecting' | 'waiting' | 'reading'

/** The handler for one `dispatch` call. `ended` resolves once and never rejects. */
export class ExchangeHandler implements Dispatcher.DispatchHandler {
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

  constructor({ limits, clock }: { readonly limits: FetchLimits; readonly clock: Clock }) {
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

  /** In ms since the epoch. While connecting, undici's connector has its own deadline: it can destroy the socket. */
  nextDeadline(): number {
    const total = this.#startedAt + this.#limits.totalMs
    if (this.#phase === 'connecting') return total
    const pause = this.#phase === 'waiting' ? this.#limits.headersMs : this.#limits.idleMs
    return Math.min(total, this.#phaseMovedAt + pause)
  }

  /** Ends the exchange because a deadline has passed. */
  expire(): void {
    const total = this.#clock.now().getTime() - this.#startedAt >= this.#limits.totalMs
    const missing = this.#phase === 'waiting' ? 'no response headers' : 'no connection'
    const ms = total ? this.#limits.totalMs : this.#limits.headersMs
    if (this.#head !== null) this.#end(this.#response('time'))
    else this.#end({ kind: 'deadline', detail: `${missing} within ${ms / 1000} s` })
  }

  /** Ends the exchange with an error. */
  fail(error: unknown): void {
    this.#end({ kind: 'error', error, sent: this.#phase !== 'connecting' })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Ended while connecting: the request must not go out.
    if (this.#over) {
      controller.abort(new Error('the exchange is over'))
      return
    }
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
    // An interim response such as 103 Early Hints; the final one follows.
    if (status < 200) return
    // undici decodes the reason phrase as UTF-8; a capture has one character per byte, as in headers.
    const reason = Buffer.from(statusText, 'utf8').toString('latin1')
    this.#head = { status, statusText: reason, headers: receivedHeaders(controller.rawHeaders) }
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
    if (this.#head !== null) this.#end(this.#response('disconnect', error))
    else this.fail(error)
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#phaseMovedAt = this.#clock.now().getTime()
  }

  #response(truncated: TruncatedBecause | null, error: unknown = null): ExchangeEnd {
    if (this.#head === null) throw new Error('the response ended before it began')
    const response = { ...this.#head, sentAt: this.#sentAt, body: Buffer.concat(this.#body) }
    return { kind: 'response', response, truncated, error }
  }

  /** Only the first end counts. Aborts what is still in flight. */
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
