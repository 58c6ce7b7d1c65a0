/**
 * The connections to a Postgres server, as sockets. Two things the driver leaves open: after a login that failed the
 * socket stays until the server tires of it (a minute); and where the wire is cut without a word, whoever waits for an
 * answer waits for ever.
 */
import type { Socket } from 'node:net'

export interface StallLimits {
  /** How long an answer may be out before the server is asked for a sign of life. */
  readonly silentMs: number
  readonly lookEveryMs: number
  /** How long a new connection may take: for a server behind a slow network, and a person who mistyped a host. */
  readonly connectMs: number
}

/** A statement that takes longer costs a connection and `select 1` each time. */
export const stallLimits: StallLimits = { silentMs: 30_000, lookEveryMs: 5_000, connectMs: 10_000 }

/** The system asks by itself then: it finds a peer that is gone, in some minutes. */
const keepAliveAfterMs = 60_000

interface Wire {
  readonly socket: Socket
  readonly isAwaiting: () => boolean
  traffic: number
  quietSince: number
}

export class ConnectionWatchdog {
  readonly #limits: StallLimits
  readonly #isAlive: () => Promise<boolean>
  readonly #wires = new Set<Wire>()
  readonly #timer: NodeJS.Timeout
  #isAsking = false

  /** `isAlive` asks the server by another connection. No answer in time is none. */
  constructor(isAlive: () => Promise<boolean>, limits: StallLimits) {
    this.#isAlive = isAlive
    this.#limits = limits
    this.#timer = setInterval(() => void this.#look(), limits.lookEveryMs)
    // Who awaits an answer has a socket that keeps the process alive.
    this.#timer.unref()
  }

  /** `isAwaiting`: whether the server owes an answer on it. */
  add(socket: Socket, isAwaiting: () => boolean): void {
    socket.setKeepAlive(true, keepAliveAfterMs)
    const wire = { socket, isAwaiting, traffic: 0, quietSince: performance.now() }
    this.#wires.add(wire)
    socket.once('close', () => this.#wires.delete(wire))
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const { socket } of this.#wires) socket.destroy()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    const silent = [...this.#wires].filter((wire) => this.#isStalled(wire))
    if (silent.length === 0 || this.#isAsking) return
    this.#isAsking = true
    const isAlive = await this.#probe()
    this.#isAsking = false
    for (const wire of silent) {
      if (!this.#isStalled(wire)) continue
      // A long statement: asked again when it has been silent for as long once more.
      if (isAlive) wire.quietSince = performance.now()
      else wire.socket.destroy(new ServerSilent())
    }
  }

  /** Who lost the server while it was saying goodbye to it would wait for ever. */
  async #probe(): Promise<boolean> {
    const over = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => over.resolve(false), this.#limits.connectMs + this.#limits.lookEveryMs)
    try {
      return await Promise.race([this.#isAlive(), over.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  #isStalled(wire: Wire): boolean {
    const now = performance.now()
    const traffic = wire.socket.bytesRead + (wire.socket.bytesWritten ?? 0)
    if (traffic !== wire.traffic) {
      wire.traffic = traffic
      wire.quietSince = now
    }
    return wire.isAwaiting() && now - wire.quietSince >= this.#limits.silentMs
  }
}

/** With the SQLSTATE for it: connection_failure. */
class ServerSilent extends Error {
  readonly code = '08006'

  constructor() {
    super('the server no longer answers')
  }
}
