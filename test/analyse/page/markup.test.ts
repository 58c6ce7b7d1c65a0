/** HTML of report and browse: what strangers wrote stays text. */
import { expect, test } from 'vitest'
import { dataTable, valueText } from '../../../src/analyse/page/data-table.ts'
import {
  bareText,
  bytesText,
  html,
  isolated,
  outwardLink,
  siteTimeText,
  webUrl,
} from '../../../src/analyse/page/markup.ts'

test('whatever is put into a template is text', async () => {
  const hostile = `<script>alert(1)</script>" onload='x' &amp;`
  expect(String(await html`<p title="${hostile}">${hostile}</p>`)).toBe(
    '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp;amp;">&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp;amp;</p>',
  )
})

test.each([
  ['https://okwave.jp/qa/q1.html', 'https://okwave.jp/qa/q1.html'],
  ['http://127.0.0.1:8080/a?b=c', 'http://127.0.0.1:8080/a?b=c'],
  ['javascript:alert(1)', null],
  [' JavaScript:alert(1)', null],
  ['java\nscript:alert(1)', null],
  ['data:text/html,<script>alert(1)</script>', null],
  ['file:///etc/passwd', null],
  ['//example.org/', null],
  ['/qa/q1.html', null],
  [null, null],
])('of the URL %j it follows %j', (url, followed) => {
  expect(webUrl(url)).toBe(followed)
})

test('a link that leads nowhere on the web is its text', async () => {
  expect(String(await outwardLink('javascript:alert(1)', 'profile'))).toBe('<bdi>profile</bdi>')
  expect(String(await outwardLink('https://a.example/"x', 'x'))).toContain(
    'href="https://a.example/%22x" rel="noreferrer',
  )
})

test('direction controls are isolated in text, and left out where nothing isolates them', async () => {
  expect(String(await isolated('a\u202eb'))).toBe('<bdi>a\u202eb</bdi>')
  expect(bareText('a\u202eb\u2066\u0007')).toBe('ab ')
})

test('values are shown by their kind', async () => {
  const shown = async (value: unknown) => String(await valueText(value))
  expect(await shown(null)).toBe('<span class="none">–</span>')
  expect(await shown(1234.5)).toBe('1,234.5')
  expect(await shown(true)).toBe('yes')
  expect(await shown(['暮らし', '料理'])).toBe('<bdi>暮らし › 料理</bdi>')
  expect(await shown({ a: '<' })).toBe('<code>{&quot;a&quot;:&quot;&lt;&quot;}</code>')
  expect(await shown(new Date('2026-11-29T01:02:03.004Z'))).toBe(
    '<time datetime="2026-11-29T01:02:03.004Z">2026-11-29 01:02:03</time>',
  )
})

test('a table shows its first rows, and says how many there are', async () => {
  const rows = Array.from({ length: 7 }, (_, index) => [index, `<b>${index}`])
  const table = String(await dataTable({ caption: 'Sevens', columns: ['count_of', 'name'], rows, most: 5 }))
  expect(table.match(/<tr>/g)).toHaveLength(6)
  expect(table).toContain('<th scope="col" class="number">count of</th>')
  expect(table).toContain('The first 5 of 7 rows.')
  expect(table).not.toContain('<b>')
})

test('bytes are told in the unit that fits', () => {
  expect([0, 999, 1000, 9_307_313, 5e13].map(bytesText)).toEqual(['0 B', '999 B', '1 kB', '9.31 MB', '50 TB'])
})

test('a time is that of the site, or says that it is in UTC', () => {
  const time = new Date('2021-03-15T15:44:09Z')
  expect(String(siteTimeText(time, 'Asia/Tokyo'))).toBe(
    '<time datetime="2021-03-15T15:44:09.000Z" title="Asia/Tokyo">2021-03-16 00:44</time>',
  )
  expect(String(siteTimeText(time, 'Etc/GMT-8'))).toContain('>2021-03-15 23:44<')
  expect(String(siteTimeText(time, '<+0530>-05:30'))).toContain('>2021-03-15 21:14<')
  expect(String(siteTimeText(time, null))).toBe(
    '<time datetime="2021-03-15T15:44:09.000Z">2021-03-15 15:44:09</time> UTC',
  )
})

test('a column with a word too long for any screen may break it, others keep their words whole', async () => {
  const rows = [['okwave/current', 'x'.repeat(25), '長い文'.repeat(20), 3]]
  const table = String(await dataTable({ caption: 'c', columns: ['layout', 'long', 'body', 'pages'], rows }))
  expect([...table.matchAll(/<td class="([^"]+)"/g)].map(([, name]) => name)).toEqual([
    'text',
    'text long',
    'text',
    'number',
  ])
})
