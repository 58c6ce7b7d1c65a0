/**
 * Goes through docs/add-a-site.md as its reader does: the files that it shows, the commands that it names. `MONDO_PACKAGE`: the
 * folder of an installed package to do it with, instead of the checkout.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = process.env['MONDO_PACKAGE'] ?? resolve(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/add-a-site.md'), 'utf8')
const files = new Map(
  [...text.matchAll(/```\w+ file=(\S+)\n([\s\S]*?)```/g)].map(([, path = '', body = '']) => [path, body]),
)
const commands = [...text.matchAll(/^mondo (.+)$/gm)].map(([, line = '']) => line.split(' '))
const folder = mkdtempSync(join(tmpdir(), 'mondo-site-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mondo = async (args: readonly string[]) =>
  (await run(process.execPath, [join(root, 'bin/mondo.js'), ...args], { cwd: folder })).stdout

function write(path: string): void {
  const target = join(folder, path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, files.get(path) ?? '')
}

const command = (...words: readonly string[]) => {
  const found = commands.find((args) => words.every((word) => args.includes(word)))
  if (found === undefined) throw new Error(`the page names no command with ${words.join(' ')}`)
  return found
}

test('the worked example ends with the record that it shows', async () => {
  write('page.html')
  const [before] = (await mondo(command('parse', 'page.html'))).split('\n')
  expect(JSON.parse(before ?? '')).not.toMatchObject({ kind: 'question' })

  const made = await mondo(command('site', 'new'))
  const [next = ''] = /(?<=^ {2}mondo )parse .*/m.exec(made) ?? []
  expect(await mondo(next.replaceAll("'", '').split(' '))).toContain('layout lake/1, known by')
  const guessed = JSON.parse(await mondo(command('parse', '--sites')))
  expect(guessed.page.answers.map(({ body }: { readonly body: string }) => body)).toEqual([
    'From dusk on, while it is warm.',
    'By day too, when it rains.',
  ])

  write('sites/lake.ts')
  const read = JSON.parse(await mondo(command('parse', '--sites')))
  expect(read).toMatchObject({ kind: 'question', page: JSON.parse(files.get('expected.json') ?? '') })
  expect(await mondo(command('parse', '--explain'))).toContain('answer a31 reply 1 body')
  expect(await mondo(command('fixture', 'add'))).toContain('lake/solved')
})
