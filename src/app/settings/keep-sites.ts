/** Tells the database of the site definitions that are known, for `qa.site` and `qa.person`. */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import {
  type SiteDefinitionRow,
  saveSiteDefinitions,
  unreadablePatterns,
} from '../../load/site-definitions.ts'
import { MondoError } from '../../model/errors.ts'
import { bundled } from '../../sites/bundled.ts'
import type { SiteDefinition, SiteLayout } from '../../sites/site-definition.ts'

/**
 * Keeps the definitions in the database; without any, the bundled ones.
 *
 * @throws MondoError `usage` for an anonymous name whose regular expression Postgres cannot read
 */
export async function keepSites(
  db: Kysely<Database>,
  definitions: readonly SiteDefinition[] = bundled,
): Promise<void> {
  const rows = definitions.map(rowOf)
  const own = definitions.filter((definition) => !bundled.includes(definition)).map(rowOf)
  for (const { name, anonymous_patterns } of own) {
    const [unreadable] = await unreadablePatterns(db, anonymous_patterns)
    if (unreadable === undefined) continue
    throw new MondoError('usage', `site definition ${name}: Postgres cannot read anonymous: ${unreadable}`, {
      hint: 'Write it without named groups and \\p{…}, or as texts: qa.person tests names by it',
    })
  }
  await saveSiteDefinitions(db, rows)
}

function rowOf({
  name,
  version,
  siteIs,
  hosts,
  mirrors = [],
  timeZone,
  urls,
  anonymous = [],
  layouts,
}: SiteDefinition): SiteDefinitionRow {
  const patterns = anonymous.filter((word) => word instanceof RegExp)
  return {
    name,
    version,
    is_family: siteIs === 'host',
    hosts,
    mirrors,
    time_zone: timeZone === null ? null : postgresZone(timeZone),
    question_paths: [urls.question].flat(),
    anonymous_names: anonymous.filter((word) => typeof word === 'string'),
    anonymous_patterns: patterns.map(postgresPattern),
    untitled_layouts: layouts.filter(isUntitled).map((layout) => layout.name),
  }
}

/** Whether the layout reads title and text from the same element. */
function isUntitled({ question: { title, body } }: SiteLayout): boolean {
  const titles = [title].flat()
  const bodies = [body].flat()
  return titles.length === bodies.length && titles.every((place, index) => place === bodies[index])
}

/** Postgres reads `\b` as a backspace; its word boundaries are `\y` and `\Y`. */
function postgresPattern({ source, flags }: RegExp): string {
  const translated = source.replace(/\\./gs, (escaped) => boundaries[escaped] ?? escaped)
  return flags.includes('i') ? `(?i)${translated}` : translated
}

const boundaries: Readonly<Record<string, string>> = { '\\b': '\\y', '\\B': '\\Y' }

/**
 * A zone as AT TIME ZONE takes it. Postgres reads `+09:00` there as POSIX does, nine hours behind UTC. +09:00 becomes the
 * zone of Japan, the same clock since 1952, which reads better than Etc/GMT-9.
 */
function postgresZone(zone: string): string {
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? []
  if (sign === undefined) return zone
  if (zone === '+09:00') return 'Asia/Tokyo'
  const opposite = sign === '+' ? '-' : '+'
  if (hours === '00' && minutes === '00') return 'UTC'
  return minutes === '00'
    ? `Etc/GMT${opposite}${Number(hours)}`
    : `<${sign}${hours}${minutes}>${opposite}${hours}:${minutes}`
}
