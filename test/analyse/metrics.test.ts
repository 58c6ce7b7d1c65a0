import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type MetricDefinition, metrics } from '../../src/analyse/metrics.ts'

const definitions: readonly MetricDefinition[] = Object.values(metrics)

test('names begin with mondo_, end with the unit, and counters with _total', () => {
  for (const { name, type } of definitions) {
    expect(name).toMatch(/^mondo_[a-z_]+$/)
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/)
  }
  expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length)
})

test('no label has as many values as there are pages', () => {
  const bounded = [
    'host_group',
    'status_class',
    'outcome',
    'reason',
    'table',
    'change',
    'state',
    'schedule',
    'version',
    'parser_version',
    'node_version',
  ]
  for (const { labels } of definitions) for (const label of labels) expect(bounded).toContain(label)
})

test('docs/operations.md lists every metric unchanged, and no other', async () => {
  const docs = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const listed = docs.split('\n').filter((line) => line.startsWith('| `mondo_'))
  const rows = definitions.map(({ name, type, labels, help }) => {
    const said = labels.length === 0 ? '-' : labels.map((label) => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${type} | ${said} | ${help} |`
  })
  expect(listed).toEqual(rows)
})

test('alerts and queries in the docs use only existing metrics', async () => {
  const docs = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const used = docs.match(/\bmondo_[a-z_]+/g) ?? []
  const known = new Set(
    definitions.flatMap(({ name, type }) =>
      type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
  for (const name of used) if (!notMetrics.has(name)) expect(known).toContain(name)
})

/** The role that the docs name too. */
const notMetrics = new Set(['mondo_analyst'])
