import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandReference } from '../../scripts/command-reference.ts'

test('docs/commands.md is the help of the program (run node scripts/write-command-reference.ts to update it)', async () => {
  const written = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8')
  expect(await commandReference()).toBe(written)
})
