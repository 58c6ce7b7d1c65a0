import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { changelogSections, releaseNotes } from '../../scripts/changelog.ts'

const changelog = `# Changelog

The format is that of keepachangelog.com.

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- A command that has
  a long description, with a
  third line.
- Another.

\`\`\`sh
mondo status
mondo runs
\`\`\`

Two lines
of text.

## 0.1.0

### Fixed

- Everything.
`

test('the notes are the section of the version, each item on one line', () => {
  expect(releaseNotes(changelog, '0.2.0')).toBe(`# mondo 0.2.0 (2026-12-01)

### Added

- A command that has a long description, with a third line.
- Another.

\`\`\`sh
mondo status
mondo runs
\`\`\`

Two lines of text.`)
})

test.each([
  [['v0.1.0', '0.2.0', 'other'], 'git log v0.1.0..0.2.0'],
  [['v0.1.0'], 'git log v0.1.0..HEAD'],
])('with the tags %j they name the commits: %s', (tags, command) => {
  expect(releaseNotes(changelog, 'v0.2.0', tags).split('\n').at(-1)).toBe(`All commits: \`${command}\``)
})

test('the first version names no commits', () => {
  expect(releaseNotes(changelog, '0.1.0', ['v0.1.0', 'v0.2.0'])).toBe(
    '# mondo 0.1.0\n\n### Fixed\n\n- Everything.',
  )
})

test.each([
  ['0.3.0', 'CHANGELOG.md has no section 0.3.0. It has: Unreleased, 0.2.0, 0.1.0'],
  ['unreleased', 'the section Unreleased of CHANGELOG.md is empty'],
])('of %s there are none', (version, message) => {
  expect(() => releaseNotes(changelog, version)).toThrow(message)
})

test('the script prints the notes of the newest section, and exits 2 for a version that is not there', () => {
  const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [path('scripts/release-notes.ts'), ...args], { encoding: 'utf8' })
  // Right after a release `Unreleased` is empty.
  const section = changelogSections(readFileSync(path('CHANGELOG.md'), 'utf8')).find(
    ({ text }) => text !== '',
  )
  const { status, stdout } = run(section?.version ?? '')
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^# mondo \S+.*\n\n### /),
  })
  // Nothing but white space differs.
  const words = (text: string) => text.split(/\s+/)
  expect(words(stdout)).toEqual(expect.arrayContaining(words(section?.text ?? 'none')))
  const unknown = run('99.0.0')
  expect(unknown).toMatchObject({ status: 2, stdout: '' })
  expect(unknown.stderr).toMatch(/^CHANGELOG\.md has no section 99\.0\.0\. It has: Unreleased/)
})
