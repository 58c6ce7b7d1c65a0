/**
 * One request over a connection of its own, whose response is read leniently: for hosts whose HTTP undici's parser
 * refuses. It takes the place of an undici dispatcher for one exchange, so deadlines and limits are the same.
 */
import type { Duplex } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Capture } from '../../model/capture.ts'
import { BodyExtent } from '../../model/http/body-extent.ts'
import { framingOf } from '../../model/http/framing.ts'
import { type ResponseHead, readHead } from '../../model/http/response-head.ts'
import { transferDecoded } from '../../model/http/transfer-codings.ts'
import type { ExchangeEnd } from '../exchange-handler.ts'
import { HeadReader } from './head-reader.ts'

/** Opens a connection to the host of a URL: through the address guard, with TLS where the URL says so. */
export type OpenConnection = (url: URL) => Promise<Duplex>

/** What the lenient reader knows of a response: `raw` holds its bytes as they came, without informational ones in front. */
export type LenientResponse = Pick<Capture, 'status' | 'statusText' | 'headers' | 'body' | 'truncated'> & {
  readonly raw: Uint8Array
}

type Handler = Dispatcher.DispatchHandler

/** One request. `dispatch` is called once. */
export class LenientRequest implements Pick<Dispatcher, 'dispatch'> {
  readonly #open: OpenConnection
  readonly #headReader: HeadReader
  #head: { readonly bytes: Buffer; readonly read: ResponseHead; readonly extent: BodyExtent } | null = null

  /** `headerBytes`: of the head, with informational responses in front. */
  constructor(open: OpenConnection, headerBytes: number) {
    this.#open = open
    this.#headReader = new HeadReader(headerBytes)
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Handler): boolean {
    void this.#send(options, handler)
    return true
  }

  /** What to keep of the exchange that ended so. */
  responseOf({ response, truncated: cut }: Extract<ExchangeEnd, { kind: 'response' }>): LenientResponse {
    const head = this.#head
    if (head === null) throw new Error('the response ended before it began')
    const truncated = cut === 'length' || !head.extent.isWhole(cut === null) ? (cut ?? 'disconnect') : null
    const body = transferDecoded(head.read.headers, response.body, truncated !== null)
    return { ...head.read, body, truncated, raw: Buffer.concat([head.bytes, response.body]) }
  }

  async #send(options: Dispatcher.DispatchOptions, handler: Handler): Promise<void> {
    let socket: Duplex
    try {
      socket = await this.#open(new URL(String(options.origin)))
    } catch (error) {
      handler.onResponseError?.(
        new Controller(null),
        error instanceof Error ? error : new Error(String(error)),
      )
      return
    }
    const controller = new Controller(socket)
    socket
      .on('error', (error: Error) => controller.finish(() => handler.onResponseError?.(controller, error)))
      .on('data', (chunk: Buffer) => this.#receive(chunk, controller, handler))
      .once('end', () => this.#closed(controller, handler))
      .once('close', () => this.#closed(controller, handler))
    handler.onRequestStart?.(controller, {})
    if (!controller.aborted) socket.write(requestText(options), 'latin1')
  }

  #receive(chunk: Buffer, controller: Controller, handler: Handler): void {
    if (controller.isOver) return
    try {
      const rest = this.#head === null ? this.#readHead(chunk, controller, handler) : chunk
      if (rest !== null) this.#readBody(rest, controller, handler)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      controller.finish(() => handler.onResponseError?.(controller, error))
    }
  }

  /** The bytes behind the head; null while it is not whole. */
  #readHead(chunk: Buffer, controller: Controller, handler: Handler): Buffer | null {
    const found = this.#headReader.push(chunk)
    if (found === null) return null
    const read = readHead(found.head)
    if (read === null) throw new TypeError('a head that was read is none')
    this.#head = { bytes: found.head, read, extent: new BodyExtent(framingOf(read)) }
    handler.onResponseStart?.(controller, read.status, {}, '')
    return found.rest
  }

  #readBody(bytes: Buffer, controller: Controller, handler: Handler): void {
    const extent = this.#head?.extent
    if (extent === undefined) return
    const used = extent.push(bytes)
    if (used > 0) handler.onResponseData?.(controller, bytes.subarray(0, used))
    if (extent.isOver) controller.finish(() => handler.onResponseEnd?.(controller, {}))
  }

  #closed(controller: Controller, handler: Handler): void {
    controller.finish(() => {
      if (this.#head !== null) handler.onResponseEnd?.(controller, {})
      else handler.onResponseError?.(controller, this.#headReader.endsEarly())
    })
  }
}

/** undici's view of one exchange, for the handler. */
class Controller implements Dispatcher.DispatchController {
  readonly #socket: Duplex | null
  #over = false
  aborted = false
  reason: Error | null = null
  readonly paused = false

  constructor(socket: Duplex | null) {
    this.#socket = socket
  }

  get isOver(): boolean {
    return this.#over || this.aborted
  }

  /** Ends the exchange, once. */
  finish(tell: () => void): void {
    if (this.isOver) return
    this.#over = true
    tell()
    this.#socket?.destroy()
  }

  abort(reason: Error): void {
    this.aborted = true
    this.reason = reason
    this.#socket?.destroy()
  }

  pause(): void {}

  resume(): void {}
}

/** The request in HTTP/1.1. `headers`: names and values in turn, without `connection`; URLs and headers are ASCII. */
function requestText({ method, path, headers }: Dispatcher.DispatchOptions): string {
  const parts = Array.isArray(headers) ? headers.map(String) : []
  const lines = parts.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${parts[at + 1] ?? ''}`] : []))
  const [host = '', ...others] = lines
  return [`${method} ${path} HTTP/1.1`, host, 'connection: close', ...others, '', ''].join('\r\n')
}
