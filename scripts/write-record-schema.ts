/** Writes docs/record.schema.json from the zod schema of the record: `npm run schema`. */
import { writeFileSync } from 'node:fs'
import { recordJsonSchema } from '../src/model/record-schema.ts'

writeFileSync(
  new URL('../docs/record.schema.json', import.meta.url),
  `${JSON.stringify(recordJsonSchema(), null, 2)}\n`,
)
