/**
 * Holds the schema that the migrations make against sql/schema.txt. Until the first tagged release a baseline is edited
 * in place and `npm run schema:dump` renews the file: its diff shows what the edit does. From the tag on released
 * migrations are frozen, and this test also holds a digest of each.
 */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { dumpSchema } from '../../../scripts/schema-dump.ts'
import { schemaGaps } from '../../../src/database/schema/schema-gaps.ts'
import { everyStoreName, freshStore } from '../stores.ts'

/** Postgres 15 writes `page.site` in a view over one table where 16 and later write `site`. */
const withoutQualifiers = (dump: string) => dump.replaceAll(/\b[a-z_]+\.(?=[a-z_]+\b)/g, '')

test.each(everyStoreName)(
  'on %s the schema equals sql/schema.txt (run npm run schema:dump to update it)',
  async (name) => {
    const { db } = await freshStore(name)
    const dump = await dumpSchema(db)
    expect(await schemaGaps(db)).toEqual([])
    const expected = await readFile(new URL('../../../sql/schema.txt', import.meta.url), 'utf8')
    if (name === 'postgres 15') expect(withoutQualifiers(dump)).toBe(withoutQualifiers(expected))
    else expect(dump).toBe(expected)
  },
)
