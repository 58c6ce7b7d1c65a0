/** A definition that changed under its version is named by the next re-parse. Node itself loads the definitions. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { captureOf, questionHtml, writeArchive } from './saved-question.ts'

const run = promisify(execFile)
const folder = temporaryFolder()
const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))
const warning = 'the site definition mill.1 has changed and its version has not'

function define(version: number, page: string): void {
  const text = `export default {
    name: 'mill', version: ${version}, hosts: ['mill.example'], timeZone: '+09:00', readers: ['landmarks'],
    urls: { question: '/qa/q{id}.html', page: '${page}' }, layouts: [],
  }`
  writeFileSync(`${folder.path}/mill.ts`, text)
}

async function reparse(...args: readonly string[]): Promise<string> {
  const places = ['--sites', `${folder.path}/mill.ts`, '--data', `${folder.path}/data`]
  return (await run(process.execPath, [program, 'reparse', ...places, ...args])).stderr
}

test('re-parse warns of it, of the archive, of paths and in a dry run, until its version is raised', async () => {
  const archive = `${folder.path}/data/archive`
  const html = questionHtml({ id: '1', body: '一' })
  await writeArchive(archive, [captureOf(html, 'https://mill.example/qa/q1.html', 1)])
  define(1, 'page')
  expect(await reparse()).not.toContain('has changed')

  define(1, 'seite')
  expect(await reparse('--dry-run')).toContain(warning)
  expect(await reparse(archive)).toContain(warning)
  expect(await reparse()).toContain(warning)

  define(2, 'seite')
  expect(await reparse()).not.toContain('has changed')
})
