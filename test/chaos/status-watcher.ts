/** `mondo status --watch` as a process, which must outlast whatever happens to its database. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { program } from './crawler.ts'

export class StatusWatcher {
  readonly #child: ChildProcess
  readonly #ended: Promise<{ readonly code: number | null }>
  readonly #lines: AsyncIterator<string>

  constructor(db: string) {
    const node = ['--disable-warning=ExperimentalWarning', program]
    this.#child = spawn(process.execPath, [...node, 'status', '--watch', '1', '--json', '--db', db], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#ended = once(this.#child, 'exit').then(([code]) => ({ code }))
    const input = this.#child.stdout
    if (input === null) throw new Error('its output is a pipe')
    this.#lines = createInterface({ input })[Symbol.asyncIterator]()
  }

  /** Whether it prints what it saw after that moment, as it must; false where it ends before. */
  async sees(after: Date): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done === true) return false
      const status: unknown = JSON.parse(value)
      const at = typeof status === 'object' && status !== null && 'at' in status ? String(status.at) : ''
      if (Date.parse(at) >= after.getTime()) return true
    }
  }

  async stop(): Promise<{ readonly code: number | null }> {
    this.#child.kill('SIGTERM')
    return await this.#ended
  }
}
