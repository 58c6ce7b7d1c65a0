/** A process that holds a data folder until it is killed. */
import { openPgliteStore } from '../../../src/database/pglite-store.ts'

await openPgliteStore(process.argv[2] ?? '')
process.send?.('held')
setInterval(() => undefined, 60_000)
