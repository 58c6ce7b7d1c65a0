/** The version of the parser that read a page: the core's own, and that of the site definition that has a say on it. */

/**
 * The core's version: a date and a letter. Change it whenever the same bytes may give a different record, so that a
 * parser fix is never mistaken for an edit by the site. A site definition has a version of its own.
 */
export const parserVersion = '2026-11-29k'

/**
 * What `crawl.page.parser_version` keeps for every loaded page.
 *
 * @example versionOfParser({ name: 'goo', version: 2 }) // '2026-12-01a+goo.2'
 */
export function versionOfParser(
  definition: { readonly name: string; readonly version: number } | null,
): string {
  return definition === null ? parserVersion : `${parserVersion}+${nameAndVersion(definition)}`
}

/** `goo.2`, as runs and schedules keep it. */
export function nameAndVersion({
  name,
  version,
}: {
  readonly name: string
  readonly version: number
}): string {
  return `${name}.${version}`
}
