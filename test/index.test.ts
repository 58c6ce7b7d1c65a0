/** The library's face, as a program outside uses it. */
import { expect, test } from 'vitest'
import * as mondo from '../src/index.ts'

test('exports the public names, and no others', () => {
  expect(Object.keys(mondo).sort()).toEqual([
    'ArchiveDamaged',
    'MondoError',
    'crawl',
    'decodeHtml',
    'defineSite',
    'explainPage',
    'headerOf',
    'inflatedBody',
    'loadPages',
    'openDatabase',
    'openParsePool',
    'parseLinks',
    'parseQuestionPage',
    'parseRobots',
    'parserVersion',
    'readCapture',
    'readCaptures',
    'recordJsonSchema',
    'recordSchema',
    'reparse',
    'verifyFile',
  ])
})

test('parses, decodes and reads robots.txt', () => {
  const url = 'https://okwave.jp/qa/q1000001.html'
  expect(mondo.parseQuestionPage('', { url })).toEqual({ kind: 'rejected', url, reason: 'empty', checks: [] })
  expect(mondo.decodeHtml(new TextEncoder().encode('abc'))).toEqual({
    text: 'abc',
    encoding: 'windows-1252',
    source: 'default',
  })
  const robots = mondo.parseRobots(
    new TextEncoder().encode('User-agent: *\nDisallow: /private\nCrawl-delay: 5'),
  )
  expect(robots.allows('https://okwave.jp/private/1', 'mondo')).toBe(false)
  expect(robots.allows('https://okwave.jp/qa/q1.html', 'mondo')).toBe(true)
  expect(robots.crawlDelay('mondo')).toBe(5)
  expect(robots.sitemaps).toEqual([])
})

test('refuses an invalid database URL with a stable error code', async () => {
  await expect(mondo.openDatabase('mysql://localhost/x')).rejects.toMatchObject({
    name: 'MondoError',
    code: 'usage',
  })
})
