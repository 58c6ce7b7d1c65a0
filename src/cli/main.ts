/** Entry point of the program: `bin/mondo.js` imports it, and `node src/cli/main.ts` runs it in a checkout. */
import { Terminal } from './output/terminal.ts'
import { run } from './program.ts'

// `mondo parse … | head -1` closes the pipe early. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await run(
  process.argv.slice(2),
  new Terminal({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }),
)
