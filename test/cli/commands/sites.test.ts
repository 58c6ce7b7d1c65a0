/** `--sites` and `"sites"` of the configuration, as a user of the installed program meets them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'

const mondo = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))
const url = 'https://forum.example/fragen/7/wie-geht-das?sort=new'
const definition = `export default {
  name: 'forum', version: 3, hosts: ['forum.example'], timeZone: null,
  urls: { question: '/fragen/{id}/*' }, readers: ['structured-data'], layouts: [],
}
`
const question = {
  '@context': 'https://schema.org',
  '@type': 'QAPage',
  mainEntity: {
    '@type': 'Question',
    name: 'Wie geht das?',
    text: 'Ich frage.',
    answerCount: 1,
    suggestedAnswer: { '@type': 'Answer', text: 'So.', url: '#1' },
  },
}
const page = `<html><body><h1>Wie geht das?</h1><p>Ich frage.</p><p>So.</p>
  <script type="application/ld+json">${JSON.stringify(question)}</script></body></html>`

function folder(files: Readonly<Record<string, string>>): string {
  const { path } = temporaryFolder()
  mkdirSync(join(path, 'sites'))
  for (const [name, text] of Object.entries({ 'page.html': page, ...files }))
    writeFileSync(join(path, name), text)
  return path
}

function run(cwd: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [mondo, ...args], { cwd, encoding: 'utf8' })
}

const identity = (stdout: string) => {
  const { page: record } = JSON.parse(stdout)
  return { site: record.site, questionId: record.questionId, url: record.url }
}
const ofForum = { site: 'forum', questionId: '7', url: 'https://forum.example/fragen/7' }

test('a definition of --sites reads a page, in a parser thread and for --explain', () => {
  const cwd = folder({ 'forum.ts': definition })
  const { stdout, stderr } = run(cwd, 'parse', 'page.html', '--url', url, '--sites', 'forum.ts')
  expect(stderr).toBe('')
  expect(identity(stdout)).toEqual(ofForum)
  const explained = run(cwd, 'parse', 'page.html', '--url', url, '--sites', 'forum.ts', '--explain')
  expect(explained.stdout).toContain('https://forum.example/fragen/7\n')
})

test('the configuration of the folder names definitions by their paths from it; nothing else does', () => {
  const cwd = folder({
    'sites/forum.ts': definition,
    'mondo.config.json': JSON.stringify({ sites: ['sites/forum.ts'] }),
  })
  expect(identity(run(cwd, 'parse', 'page.html', '--url', url).stdout)).toEqual(ofForum)
  const without = folder({ 'sites/forum.ts': definition, 'forum.ts': definition })
  expect(identity(run(without, 'parse', 'page.html', '--url', url).stdout).site).toBe('forum.example')
})

test('a wrong definition ends the command before it reads anything', () => {
  const cwd = folder({ 'forum.ts': definition.replace('version: 3', 'version: "three"') })
  const { status, stdout, stderr } = run(cwd, 'parse', 'page.html', '--url', url, '--sites', 'forum.ts')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/forum\.ts:2: version: expected a whole number from 1, not "three"\./)
})

/** Nothing listens there: whoever asked would say so, with another exit code. */
const nowhere = 'http://127.0.0.1:1/'
const noDatabase = ['--db', 'postgres://postgres@127.0.0.1:1/mondo']

test.each<[string, readonly string[]]>([
  ['crawl', ['crawl', nowhere, '--allow-private']],
  ['crawl with a database', ['crawl', nowhere, '--allow-private', ...noDatabase]],
  ['work', ['work', '--contact', 'you@example.org', ...noDatabase]],
  ['reparse', ['reparse', 'page.html']],
  ['reparse of the archive', ['reparse', ...noDatabase]],
  ['load', ['load', 'lines.jsonl', ...noDatabase]],
  ['fixture check', ['fixture', 'check']],
  ['fixture add', ['fixture', 'add', nowhere, '--allow-private', '--contact', 'you@example.org']],
])('a wrong definition ends mondo %s before a request and before a database', (_name, args) => {
  const cwd = folder({
    'forum.ts': definition.replace('hosts: [', 'hosts: [7, '),
    'lines.jsonl': '{"kind":"not-found","source":"x","url":"https://forum.example/"}\n',
  })
  const before = readdirSync(cwd, { recursive: true })
  const { status, stdout, stderr } = run(cwd, ...args, '--sites', 'forum.ts')
  // Of commands that run unattended it is a line of JSON.
  expect(stderr).toMatch(/^(?:mondo: |\{.*"msg":")site definition \S*forum\.ts:2: hosts\.0: /)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(readdirSync(cwd, { recursive: true })).toEqual(before)
})

test('a schedule takes definitions before the --, never a path behind it', () => {
  const cwd = folder({ 'forum.ts': definition })
  const crawl = ['crawl', 'https://forum.example/', '--contact', 'you@example.org', '--sites', 'forum.ts']
  const { status, stderr } = run(cwd, 'schedule', 'add', 'nightly', '0 3 * * *', '--', ...crawl)
  expect(status).toBe(2)
  expect(stderr).toContain('schedule: --sites is not for a scheduled crawl. Name it before the --')
})
