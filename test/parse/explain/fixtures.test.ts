/** What `mondo parse --explain` says of the fixtures: every block that was taken has a field and a rule to name. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { explainPage } from '../../../src/parse/explain/explain.ts'

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url))
const pages = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /\.(?:html|txt)$/.test(path),
)

function explained(path: string) {
  const { source } = JSON.parse(readFileSync(join(fixtures, path.replace(/\.\w+$/, '.json')), 'utf8'))
  return explainPage(readFileSync(join(fixtures, path)), source)
}

test.each(pages)('%s', (path) => {
  for (const { field, rule } of explained(path).rows) {
    expect(rule === null).toBe(field === null)
    if (field === null || rule === null) continue
    expect(field.trim()).not.toBe('')
    expect(rule.trim()).not.toBe('')
  }
})
