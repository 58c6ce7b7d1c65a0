/** Entry point of the program: `bin/mondo.js` imports it, and `node src/cli/main.ts` runs it in a checkout. */
import { startParserFor } from '../app/input/one-page.ts'

const args = process.argv.slice(2)
await startParserFor(args)
const { runProcess } = await import('./run-process.ts')
await runProcess(args)
