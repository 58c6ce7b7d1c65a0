/** What the database is told of site definitions. */
import { expect, test } from 'vitest'
import { keepSites } from '../../../src/app/settings/keep-sites.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { bundled } from '../../../src/sites/bundled.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { garden } from '../../parse/layouts/garden.ts'

/** The rows that are kept of these definitions. */
async function kept(...definitions: readonly SiteDefinition[]) {
  const { db, queries } = recordingDatabase<Database>()
  await keepSites(db, definitions.length === 0 ? undefined : definitions)
  return JSON.parse(String(queries.at(-1)?.parameters[0]))
}

test.each([
  [null, null],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['+09:00', 'Asia/Tokyo'],
  ['+00:00', 'UTC'],
  ['-00:00', 'UTC'],
  ['+02:00', 'Etc/GMT-2'],
  ['-10:00', 'Etc/GMT+10'],
  ['+00:30', '<+0030>-00:30'],
  ['+05:30', '<+0530>-05:30'],
  ['-03:30', '<-0330>+03:30'],
])('the time zone %s is %s to Postgres', async (timeZone, named) => {
  expect(await kept({ ...garden, timeZone })).toMatchObject([{ time_zone: named }])
})

test('a definition is a row, its names of nobody apart by text and pattern', async () => {
  const anonymous = ['guest', /^user\d+\b/i, /\Bx\./]
  const urls = { question: ['/q/{id}', '/a/{id}'] }
  expect(await kept({ ...garden, anonymous, urls, siteIs: 'host', mirrors: ['m.example'] })).toEqual([
    {
      name: 'garden',
      version: 1,
      is_family: true,
      hosts: ['garden.example'],
      mirrors: ['m.example'],
      time_zone: 'Europe/Berlin',
      question_paths: ['/q/{id}', '/a/{id}'],
      anonymous_names: ['guest'],
      anonymous_patterns: ['(?i)^user\\d+\\y', '\\Yx\\.'],
      untitled_layouts: [],
    },
  ])
})

test('without any the bundled ones are kept', async () => {
  const names = (await kept()).map(({ name }: { name: string }) => name)
  expect(names).toContain('okwave')
  expect(names).toHaveLength(bundled.length)
})

test('a pattern that Postgres cannot read is refused, unless it is bundled', async () => {
  const refusing = () => {
    throw Object.assign(new Error('invalid regular expression'), { code: '2201B' })
  }
  const { db } = recordingDatabase<Database>(refusing)
  await expect(keepSites(db, [{ ...garden, anonymous: [/(?<named>x)/] }])).rejects.toThrow(
    'site definition garden: Postgres cannot read anonymous: (?<named>x)',
  )
  const broken = recordingDatabase<Database>(() => {
    throw new Error('gone')
  })
  await expect(keepSites(broken.db, [{ ...garden, anonymous: [/x/] }])).rejects.toThrow('gone')
})
