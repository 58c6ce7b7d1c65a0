import { expect, test } from 'vitest'
import { placeFlags } from '../../../src/cli/options/place-flags.ts'

test.each([
  [{ data: './mondo-data' }, ''],
  [{ data: '/srv/mondo' }, ' --data /srv/mondo'],
  [{ data: "it's here" }, String.raw` --data 'it'\''s here'`],
  [{ data: './mondo-data', db: 'pglite:./db' }, ' --db pglite:./db'],
  [{ data: 'd', db: 'postgres://ops:secret@h/qa' }, ' --data d --db postgres://ops@h/qa'],
  [
    { data: './mondo-data', db: 'postgres://h/qa?sslmode=require' },
    " --db 'postgres://h/qa?sslmode=require'",
  ],
])('%j is copied as %s', (flags, text) => {
  expect(placeFlags(flags)).toBe(text)
})
