/** Starts the sample site in its own process and queries its log. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { QuestionPage } from '../../src/model/question-page.ts'
import type { Poison } from './poison.ts'

export interface SiteOptions {
  readonly questions: number
  readonly seed: number
  readonly poison: readonly Poison[]
}

export interface SeenRequest {
  /** Milliseconds since the epoch, on arrival. */
  readonly at: number
  /** Path and query. */
  readonly url: string
  readonly status: number | null
  /** The contact in its User-Agent: which crawler it was. */
  readonly by: string
}

/** The state of the log during a round. */
export interface Glance {
  readonly requests: number
  readonly last: SeenRequest | null
  /** Question pages that were not requested yet. */
  readonly left: number
}

export interface SiteLog {
  readonly requests: readonly SeenRequest[]
  /** The record of every question that was not poison, as the site's generator knows it. */
  readonly expected: readonly QuestionPage[]
}

export class SiteProcess {
  readonly url: string
  readonly #child: ChildProcess

  static async start(options: SiteOptions): Promise<SiteProcess> {
    const child = fork(fileURLToPath(new URL('site-process.ts', import.meta.url)), [JSON.stringify(options)])
    const [message] = await once(child, 'message')
    return new SiteProcess(child, message.url)
  }

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
  }

  async siteLog(): Promise<SiteLog> {
    return (await this.#ask('siteLog')) as SiteLog
  }

  async glance(): Promise<Glance> {
    return (await this.#ask('glance')) as Glance
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }

  async #ask(question: string): Promise<unknown> {
    const answer = once(this.#child, 'message')
    this.#child.send(question)
    const [message] = await answer
    return message
  }
}
