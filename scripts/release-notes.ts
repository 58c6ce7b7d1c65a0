/**
 * Prints the notes of a release as Markdown: `npm run --silent release:notes -- [VERSION]`, by default of the version in
 * package.json. Exits 2 where CHANGELOG.md has no such version.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { releaseNotes, UnknownVersion } from './changelog.ts'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const [version = JSON.parse(read('package.json')).version] = process.argv.slice(2)
try {
  process.stdout.write(`${releaseNotes(read('CHANGELOG.md'), version, tags())}\n`)
} catch (error) {
  if (!(error instanceof UnknownVersion)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

/** None without git, or outside of a checkout. */
function tags(): readonly string[] {
  const { status, stdout } = spawnSync('git', ['tag', '--list'], {
    cwd: new URL('..', import.meta.url),
    encoding: 'utf8',
  })
  return status === 0 ? stdout.split('\n').filter((tag) => tag !== '') : []
}
