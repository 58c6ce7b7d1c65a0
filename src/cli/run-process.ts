/** Runs the command line in this process: with its streams, warnings and exit code. */
import { endSoon } from './output/end-process.ts'
import { stderrFormats } from './output/log-format.ts'
import { Terminal } from './output/terminal.ts'
import { run } from './program.ts'

export async function runProcess(args: readonly string[]): Promise<void> {
  const { stdin, stdout, stderr } = process
  // Whoever reads the notes may leave, or their disk may be full: the work goes on, and the exit code tells.
  stderr.on('error', () => undefined)
  const formats = stderrFormats(args, stderr.isTTY === true)
  const terminal = new Terminal({ stdin, stdout, stderr, formats })
  if (formats.notes === 'json') {
    // Node prints its warnings itself, as text, unless it finds that someone else listens.
    process.removeAllListeners('warning')
    process.on('warning', ({ name, message }) => terminal.note(`${name}: ${message}`, 'warn'))
  }
  const exitCode = await run(args, terminal)
  process.exitCode = exitCode
  endSoon(exitCode)
}
