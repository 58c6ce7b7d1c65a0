import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newSite, questionPattern } from '../../../../../src/cli/commands/parse/site/new-site.ts'

const page = '<html><body><h1>Who turns the wheel?</h1><p class="text">The river is low.</p></body></html>'

function folderWith(html: string) {
  const dir = mkdtempSync(join(tmpdir(), 'mondo-new-site-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = join(dir, 'mill.html')
  writeFileSync(path, html)
  return { dir, path }
}

test.each([
  ['https://a.example/q/17/frogs-of-2024', '/q/{id}/*'],
  ['https://a.example/ask/frogs-17', '/ask/frogs-{id}'],
  ['https://a.example/topic/starters/812-how-do-i-keep-it', '/topic/starters/{id}-*'],
  ['https://a.example/ask/why-do-frogs-sing-17', '/ask/*-{id}'],
  ['https://a.example/q/17/frogs', '/q/{id}/*'],
  ['https://a.example/questions/17', '/questions/{id}'],
  ['https://a.example/qa/q17.html', '/qa/q{id}.html'],
  ['https://a.example/viewtopic.php?t=17', '/viewtopic.php?t={id}'],
  ['https://a.example/ask/frogs', '/ask/frogs/{id}'],
])('the pattern of %s is %s', (url, pattern) => {
  expect(questionPattern(new URL(url))).toBe(pattern)
})

test('needs the URL of a page that claims none, and writes nothing before', async () => {
  const { dir, path } = folderWith(page)
  await expect(newSite({ name: 'mill', page: path, url: undefined, dir })).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('--url'),
  })
  expect(existsSync(join(dir, 'sites'))).toBe(false)
})

test('never writes over a definition', async () => {
  const { dir, path } = folderWith(page)
  const definitionPath = join(dir, 'sites/mill.ts')
  const site = { name: 'mill', page: path, url: 'https://mill.example/q/1', dir }
  await expect(newSite({ ...site, name: 'Mill!' })).rejects.toMatchObject({ code: 'usage' })
  mkdirSync(join(dir, 'sites'))
  writeFileSync(definitionPath, 'export default {}')
  await expect(newSite(site)).rejects.toMatchObject({ code: 'usage' })
  expect(readFileSync(definitionPath, 'utf8')).toBe('export default {}')
})
