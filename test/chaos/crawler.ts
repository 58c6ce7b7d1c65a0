/**
 * One crawler as a real process, killed and started again as a supervisor would: `mondo crawl` of the sample site, or a
 * `mondo work` that takes part in such a crawl.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const weakParser = new URL('weak-parser.ts', import.meta.url).href
const movableClock = new URL('movable-clock.ts', import.meta.url).href

/** The shortest lease that pg-boss supports, so that a kill does not delay a round by half a minute. */
export const leaseSeconds = 10

export interface CrawlerPlace {
  readonly command: 'crawl' | 'work'
  readonly siteUrl: string
  readonly data: string
  readonly db: string
  /** Requests a second. */
  readonly rate: number
  /** Identifies the sender in the site's log. */
  readonly contact: string
  /** Its machine's clock: a file, see `movable-clock.ts`. */
  readonly clockFile: string
  /** Whether its parser dies of pages: see `weak-thread.ts`. */
  readonly isWeak: boolean
}

export interface Ended {
  readonly code: number | null
  readonly stderr: string
}

const open = new Set<Crawler>()

/** When chaos itself is stopped. */
export async function closeAll(): Promise<void> {
  await Promise.all([...open].map((crawler) => crawler.close()))
}

export class Crawler {
  readonly place: CrawlerPlace
  #child: ChildProcess
  #ended: Promise<Ended>
  #startedAt = 0
  #said = ''
  #isClosed = false

  constructor(place: CrawlerPlace) {
    this.place = place
    const { child, ended } = this.#start()
    this.#child = child
    this.#ended = ended
    open.add(this)
  }

  get archive(): string {
    return join(this.place.data, 'archive')
  }

  /** Whether it ends when the crawl is done; a worker waits for more. */
  get ends(): boolean {
    return this.place.command === 'crawl'
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Whether it failed without being killed. */
  get hasFailed(): boolean {
    return (this.#child.exitCode ?? 0) !== 0
  }

  /** Whether its last life was ended by `kill`: it may have come to its own end a moment earlier. */
  get wasKilled(): boolean {
    return this.#child.signalCode === 'SIGKILL'
  }

  /** When its present life began, in milliseconds since the epoch. */
  get startedAt(): number {
    return this.#startedAt
  }

  get ended(): Promise<Ended> {
    return this.#ended
  }

  /** The logs of all its lives that have ended. */
  get said(): string {
    return this.#said
  }

  startAgain(): void {
    if (this.#isClosed) return
    const { child, ended } = this.#start()
    this.#child = child
    this.#ended = ended
  }

  /** kill -9: no handler runs. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.#ended
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#isClosed = true
    open.delete(this)
    await this.kill()
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  #start(): { child: ChildProcess; ended: Promise<Ended> } {
    const { command, siteUrl, data, db, rate, contact, clockFile, isWeak } = this.place
    const rules = ['--site', 'sample', '--host-group', 'sample', '--rate', String(rate)]
    const place = ['--allow-private', '--contact', contact, '--data', data, '--db', db, '--json']
    const args = [command, ...(this.ends ? [`${siteUrl}/`, ...rules] : []), ...place]
    const preloaded = ['--import', movableClock, ...(isWeak ? ['--import', weakParser] : [])]
    const node = ['--disable-warning=ExperimentalWarning', ...preloaded]
    this.#startedAt = Date.now()
    const child = spawn(process.execPath, [...node, program, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, MONDO_LEASE_SECONDS: String(leaseSeconds), CHAOS_CLOCK: clockFile },
    })
    const ended = async (): Promise<Ended> => {
      const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      this.#said += stderr
      return { code, stderr }
    }
    return { child, ended: ended() }
  }
}
