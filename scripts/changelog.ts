/** Reads the sections of a changelog in the form of keepachangelog.com, and makes release notes of one. */

export interface ChangelogSection {
  /** `0.2.0`, or `Unreleased`. */
  readonly version: string
  /** `2026-12-01`; null where the heading has none. */
  readonly date: string | null
  /** The text below the heading, without blank lines at its ends. */
  readonly text: string
}

export class UnknownVersion extends Error {}

/** In the order of the file: the newest first. */
export function changelogSections(changelog: string): readonly ChangelogSection[] {
  const [, ...sections] = changelog.replaceAll('\r\n', '\n').split(/^## /m)
  return sections.flatMap((section) => {
    const [heading = '', ...lines] = section.split('\n')
    const [, version, date = null] = /^\[?([^\]\s]+)\]?(?: - (\S+))?/.exec(heading) ?? []
    return version === undefined ? [] : [{ version, date, text: lines.join('\n').trim() }]
  })
}

/**
 * The notes of a version as Markdown: its section with each item on one line, because pages of releases show line breaks as they
 * are. Where the repository has the tag of an earlier version, the last line names the commits between.
 *
 * @param version `0.2.0`, `v0.2.0` or `unreleased`
 * @param tags All tags of the repository, in any order
 * @throws UnknownVersion for a version without a section, or with an empty one
 */
export function releaseNotes(changelog: string, version: string, tags: readonly string[] = []): string {
  const sections = changelogSections(changelog)
  const wanted = version.replace(/^v(?=\d)/, '').toLowerCase()
  const at = sections.findIndex((section) => section.version.toLowerCase() === wanted)
  const section = sections[at]
  if (section === undefined) {
    const known = sections.map((one) => one.version).join(', ')
    throw new UnknownVersion(`CHANGELOG.md has no section ${version}. It has: ${known || 'none'}`)
  }
  if (section.text === '') throw new UnknownVersion(`the section ${section.version} of CHANGELOG.md is empty`)
  const title = section.date === null ? section.version : `${section.version} (${section.date})`
  return [`# mondo ${title}`, unwrapped(section.text), ...commits(sections, at, tags)].join('\n\n')
}

function commits(sections: readonly ChangelogSection[], at: number, tags: readonly string[]): string[] {
  const tagOf = ({ version }: ChangelogSection) =>
    tags.find((tag) => tag === `v${version}` || tag === version)
  const before = sections
    .slice(at + 1)
    .map(tagOf)
    .find((tag) => tag !== undefined)
  const section = sections[at]
  if (before === undefined || section === undefined) return []
  return [`All commits: \`git log ${before}..${tagOf(section) ?? 'HEAD'}\``]
}

/** Joins the lines of each paragraph and list item. Headings, tables and fenced code stay as they are. */
function unwrapped(text: string): string {
  const lines: string[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    const isFence = /^\s*```/.test(line)
    const last = lines.at(-1) ?? ''
    if (isCode || isFence || beginsItem(line) || /^(?:\s*$|[#|]|\s*```)/.test(last)) lines.push(line)
    else lines[lines.length - 1] = `${last} ${line.trim()}`
    if (isFence) isCode = !isCode
  }
  return lines.join('\n')
}

/** An item of a list, a heading, a row of a table, a quotation, or no text at all. */
function beginsItem(line: string): boolean {
  return /^\s*(?:[-*] |[#|>]|\d+\. |$)/.test(line)
}
