/** Runs the command line with the streams of this process, and sets its exit code. */
import { endSoon } from './output/end-process.ts'
import { stderrFormats } from './output/log-format.ts'
import { Terminal } from './output/terminal.ts'
import { run } from './program.ts'

export async function runProcess(args: readonly string[]): Promise<void> {
  const { stdin, stdout, stderr } = process
  // The reader of stderr may exit, or its disk may be full. The command continues, and its exit code reports the result.
  stderr.on('error', () => undefined)
  const formats = stderrFormats(args, stderr.isTTY === true)
  const terminal = new Terminal({ stdin, stdout, stderr, formats })
  if (formats.notes === 'json') {
    // Without this, Node's own listener would also print warnings as plain text.
    process.removeAllListeners('warning')
    process.on('warning', ({ name, message }) => terminal.note(`${name}: ${message}`, 'warn'))
  }
  const exitCode = await run(args, terminal)
  process.exitCode = exitCode
  endSoon(exitCode)
}
