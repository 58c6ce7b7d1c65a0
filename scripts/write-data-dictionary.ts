/** Writes docs/data-dictionary.md from a database that has just been migrated: `npm run docs:dictionary`. */
import { writeFileSync } from 'node:fs'
import { readCatalog, schemaVersion } from '../src/analyse/catalog.ts'
import { dataDictionary } from '../src/analyse/data-dictionary.ts'
import { readSession } from '../src/analyse/read-session.ts'
import { openStore } from '../src/database/store.ts'

const store = await openStore('memory:')
const text = await readSession(store, {}, async (session) =>
  dataDictionary(await readCatalog(session), await schemaVersion(session)),
)
await store.close()
writeFileSync(new URL('../docs/data-dictionary.md', import.meta.url), text)
