/** A process that holds one side of a comparison: it answers each line of its standard input with one line. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Side {
  ask(question: string): Promise<string>
  close(): Promise<void>
}

export function openSide(command: string, args: readonly string[]): Side {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(question) {
      child.stdin.write(`${question}\n`)
      const { value, done } = await answers.next()
      if (done === true) throw new Error(`${command} ${args.join(' ')} ended before it answered ${question}`)
      return value
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
