/** `fixture check` in a process of its own: a running one would go on with the parser that it has loaded. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Terminal } from './output.ts'

/** The parser beside this file: sources in a checkout, compiled files in the package. */
export const parserFolder = fileURLToPath(new URL('../parse/', import.meta.url))

export async function checkInNewProcess(
  folder: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const source = fileURLToPath(new URL('./main.ts', import.meta.url))
  const entry = existsSync(source) ? source : fileURLToPath(new URL('./main.js', import.meta.url))
  const child = spawn(process.execPath, [entry, 'fixture', 'check', '--dir', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => child.kill()
  signal.addEventListener('abort', end)
  try {
    child.stderr.on('data', (bytes: Buffer) => terminal.note(bytes.toString().trimEnd()))
    child.stdout.on('data', (bytes: Buffer) => void terminal.write(bytes.toString()))
    await once(child, 'close')
  } finally {
    signal.removeEventListener('abort', end)
  }
}
