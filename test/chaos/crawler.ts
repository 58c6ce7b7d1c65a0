/** One crawler as a real process: `mondo crawl` of the sample site, killed and started again as a supervisor would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** The shortest that pg-boss takes: a kill must not cost the chaos half a minute. */
export const leaseSeconds = 10

export interface CrawlerPlace {
  readonly siteUrl: string
  readonly data: string
  readonly db: string
  /** Requests a second. */
  readonly rate: number
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export class Crawler {
  readonly place: CrawlerPlace
  #child: ChildProcess
  #ended: Promise<Ended>
  #said = ''

  constructor(place: CrawlerPlace) {
    this.place = place
    const { child, ended } = started(place)
    this.#child = child
    this.#ended = this.#heard(ended)
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  get ended(): Promise<Ended> {
    return this.#ended
  }

  /** The logs of all its lives that have ended. */
  get said(): string {
    return this.#said
  }

  startAgain(): void {
    const { child, ended } = started(this.place)
    this.#child = child
    this.#ended = this.#heard(ended)
  }

  async #heard(ending: Promise<Ended>): Promise<Ended> {
    const ended = await ending
    this.#said += ended.stderr
    return ended
  }

  /** kill -9: no handler runs. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.#ended
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }
}

function started({ siteUrl, data, db, rate }: CrawlerPlace): { child: ChildProcess; ended: Promise<Ended> } {
  const rules = ['--allow-private', '--site', 'sample', '--host-scope', 'sample', '--rate', String(rate)]
  const args = [program, 'crawl', `${siteUrl}/`, ...rules, '--data', data, '--db', db, '--json']
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MONDO_LEASE_SECONDS: String(leaseSeconds) },
  })
  const ended = async (): Promise<Ended> => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { code, stdout, stderr }
  }
  return { child, ended: ended() }
}
