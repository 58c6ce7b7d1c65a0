import { beforeAll, expect, test } from 'vitest'
import { parsesOnePage } from '../../../src/app/input/one-page.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let page = ''
let other = ''
beforeAll(async () => {
  page = await folder.file('page.html', '<p>A page about cats.</p>')
  other = await folder.file('other.htm', '<p>A page about dogs.</p>')
})

test('a page that is there is one page, whatever its URL is called', () => {
  expect(parsesOnePage(['parse', page, '--url', 'https://a.example/qa/q1.html'])).toBe(true)
  expect(parsesOnePage(['parse', '--strict', page])).toBe(true)
})

test('standard input is one page', () => {
  expect(parsesOnePage(['parse', '-', '--url', 'https://a.example/qa/q1.html'])).toBe(true)
})

test('two pages, a folder, an archive and a missing file are not', () => {
  expect(parsesOnePage(['parse', page, other])).toBe(false)
  expect(parsesOnePage(['parse', folder.path])).toBe(false)
  expect(parsesOnePage(['parse', 'pages.warc.gz'])).toBe(false)
  expect(parsesOnePage(['parse', `${folder.path}/missing.html`])).toBe(false)
  expect(parsesOnePage(['parse'])).toBe(false)
})

test('what parses in no thread starts none', () => {
  expect(parsesOnePage(['parse', page, '--explain'])).toBe(false)
  expect(parsesOnePage(['parse', page, '--help'])).toBe(false)
  expect(parsesOnePage(['fixture', 'add', page])).toBe(false)
  expect(parsesOnePage([])).toBe(false)
})
