/**
 * A watchdog over the connections to a Postgres server, for two things the driver leaves open: after a failed login the
 * socket stays until the server closes it (a minute), and when the network drops packets silently a query waits for ever.
 */
import type { Socket } from 'node:net'

export interface StallLimits {
  /** How long a connection may wait for an answer, silent, before the server is probed. */
  readonly silentMs: number
  readonly checkEveryMs: number
  /** How long a new connection may take: enough for a slow network, short for a mistyped host. */
  readonly connectMs: number
}

/** A statement that takes longer than `silentMs` costs one extra connection each time. */
export const stallLimits: StallLimits = { silentMs: 30_000, checkEveryMs: 5_000, connectMs: 10_000 }

/** TCP keep-alive finds a lost peer in some minutes. */
const keepAliveAfterMs = 60_000

interface WatchedConnection {
  readonly socket: Socket
  readonly isAwaiting: () => boolean
  traffic: number
  quietSince: number
}

export class ConnectionWatchdog {
  readonly #limits: StallLimits
  readonly #isAlive: () => Promise<boolean>
  readonly #connections = new Set<WatchedConnection>()
  readonly #timer: NodeJS.Timeout
  #isProbing = false

  /** `isAlive` probes the server over another connection; no answer in time counts as false. */
  constructor(isAlive: () => Promise<boolean>, limits: StallLimits) {
    this.#isAlive = isAlive
    this.#limits = limits
    this.#timer = setInterval(() => void this.#check(), limits.checkEveryMs)
    // The socket of a pending query keeps the process alive by itself.
    this.#timer.unref()
  }

  /** `isAwaiting`: whether the server owes an answer on this connection. */
  add(socket: Socket, isAwaiting: () => boolean): void {
    socket.setKeepAlive(true, keepAliveAfterMs)
    const connection = { socket, isAwaiting, traffic: 0, quietSince: performance.now() }
    this.#connections.add(connection)
    socket.once('close', () => this.#connections.delete(connection))
  }

  /** Destroys every connection at once. */
  destroyAll(): void {
    for (const { socket } of this.#connections) socket.destroy()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #check(): Promise<void> {
    const stalled = [...this.#connections].filter((connection) => this.#isStalled(connection))
    if (stalled.length === 0 || this.#isProbing) return
    this.#isProbing = true
    const isAlive = await this.#probe()
    this.#isProbing = false
    for (const connection of stalled) {
      if (!this.#isStalled(connection)) continue
      // A long statement: probed again after the same silence.
      if (isAlive) connection.quietSince = performance.now()
      else connection.socket.destroy(new ServerSilent())
    }
  }

  /** Bounded, because the probe may lose the server while it disconnects. */
  async #probe(): Promise<boolean> {
    const over = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => over.resolve(false), this.#limits.connectMs + this.#limits.checkEveryMs)
    try {
      return await Promise.race([this.#isAlive(), over.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  #isStalled(connection: WatchedConnection): boolean {
    const now = performance.now()
    const traffic = connection.socket.bytesRead + (connection.socket.bytesWritten ?? 0)
    if (traffic !== connection.traffic) {
      connection.traffic = traffic
      connection.quietSince = now
    }
    return connection.isAwaiting() && now - connection.quietSince >= this.#limits.silentMs
  }
}

/** With the SQLSTATE for it: connection_failure. */
class ServerSilent extends Error {
  readonly code = '08006'

  constructor() {
    super('the server no longer answers')
  }
}
