/** Entry point of the program: `bin/mondo.js` imports it, and `node src/cli/main.ts` runs it in a checkout. */
import { endSoon } from './output/end-process.ts'
import { stderrFormats } from './output/log-format.ts'
import { Terminal } from './output/terminal.ts'
import { run } from './program.ts'

// Whoever reads the notes may leave, or their disk may be full: the work goes on, and the exit code tells.
process.stderr.on('error', () => undefined)

const args = process.argv.slice(2)
const { stdin, stdout, stderr } = process
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
