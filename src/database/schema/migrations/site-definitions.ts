/** Schema `crawl`: what site definitions say of their sites that analysts need: time zone, hosts, URLs, anonymous names. */
import type { Kysely } from 'kysely'
import { createTable } from './commented.ts'

export async function createSiteDefinitionTable(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.site_definition',
    comment:
      'One row a site definition, as the last crawl, load or re-parse knew it; an older version replaces no newer one. qa.site shows it.',
    columns: {
      name: ['text primary key', 'Name of the definition.'],
      version: ['integer not null', 'Version of the definition.'],
      is_family: [
        'boolean not null',
        'Whether it describes a family of sites, each named by its host; else the one site of its name.',
      ],
      hosts: ['text[] not null', 'Hosts, the canonical one first; *.example.com means all its subdomains.'],
      mirrors: ['text[] not null', 'Hosts that show the same pages under the same paths.'],
      time_zone: ['text', 'Time zone of its times, as AT TIME ZONE takes it; null if none is known.'],
      question_paths: [
        'text[] not null',
        'Paths of a question with {id} for its id, the canonical one first.',
      ],
      anonymous_names: ['text[] not null', 'Names that stand for nobody in particular.'],
      anonymous_patterns: ['text[] not null', 'Regular expressions of such names.'],
      untitled_layouts: [
        'text[] not null',
        'Layouts whose questions have no title of their own: their text is the title.',
      ],
    },
  })
}
