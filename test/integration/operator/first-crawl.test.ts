/** Every command of docs/first-crawl.md, in its order and in an empty folder, over the sample site. */
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { mondoWords, shellLines } from '../../docs/shell-commands.ts'
import { freshUrl } from '../stores.ts'

const lines = shellLines(readFileSync(new URL('../../../docs/first-crawl.md', import.meta.url), 'utf8'))
const folder = temporaryFolder()
const home = process.cwd()
let site: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ questions: 8 })
  process.chdir(folder.path)
})
afterAll(async () => {
  process.chdir(home)
  await site.close()
})

/** What the sample site needs beside the words of the page: it is private, and of no host that mondo knows. */
const forSample: Readonly<Record<string, readonly string[]>> = {
  doctor: ['--allow-private'],
  try: ['--allow-private', '--site', 'sample'],
  crawl: ['--allow-private', '--site', 'sample'],
  // After the --: options of the crawl.
  schedule: ['--allow-private', '--site', 'sample'],
  // It would run until it is stopped.
  work: ['--allow-private', '--max-time', '1s'],
}

function here(words: readonly string[]): readonly string[] {
  const [question] = site.expected()
  const named = words.map((word) =>
    word
      .replace('https://okwave.jp/qa/q8165099.html', `${site.url}/qa/q${question?.questionId}.html`)
      .replace('https://okwave.jp', site.url)
      // Any free port.
      .replace(/^9464$/, '0'),
  )
  return [...named, ...(forSample[words[0] ?? ''] ?? [])]
}

test('the commands run as they stand there', async () => {
  const answers = ['ops@example.org', `${site.url}/list/new_question`, '50', '']
  const others: string[] = []
  const commands: string[] = []
  for (const line of lines) {
    if (line.startsWith('export DATABASE_URL=')) vi.stubEnv('DATABASE_URL', await freshUrl('postgres 15'))
    const words = mondoWords(line)
    // Until Ctrl-C: browse.test.ts starts it.
    if (words === null || words[0] === 'browse') {
      others.push(line)
      continue
    }
    const said = await runMondo(here(words), words[0] === 'init' ? `${answers.join('\n')}\n` : '')
    expect(said.exitCode, `${line}\n${said.stdout}${said.stderr}`).toBe(0)
    commands.push(words[0] ?? '')
  }
  expect(others.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'npm ci',
    'mkdir -p',
    'mkdir qa',
    'mondo browse',
    'export DATABASE_URL=postgres://mondo@localhost/mondo',
  ])
  expect(commands).toEqual(
    '--version completion completion completion init doctor try crawl crawl status sql sql check crawl schedule work'.split(
      ' ',
    ),
  )
  expect(existsSync('first.html')).toBe(true)
  const { stdout } = await runMondo(['runs', '--json'])
  // Of the server: the worker has run nothing yet.
  expect(JSON.parse(stdout)).toEqual([])
})
