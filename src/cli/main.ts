/** Entry point of the program: `bin/mondo.js` imports it, and `node src/cli/main.ts` runs it in a checkout. */
import { endSoon } from './output/end-process.ts'
import { Terminal } from './output/terminal.ts'
import { run } from './program.ts'

// Whoever reads the notes may leave, or their disk may be full: the work goes on, and the exit code tells.
process.stderr.on('error', () => undefined)

const exitCode = await run(
  process.argv.slice(2),
  new Terminal({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }),
)
process.exitCode = exitCode
endSoon(exitCode)
