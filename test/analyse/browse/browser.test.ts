/** Requests to the browser: pages, files of lists, and what is answered where something fails. The rows are invented. */
import { describe, expect, test, vi } from 'vitest'
import { createBrowser } from '../../../src/analyse/browse/browser.ts'
import { listings } from '../../../src/analyse/browse/listings.ts'
import type { HeldReader } from '../../../src/database/held/held-reader.ts'
import type { Store } from '../../../src/database/store.ts'

type Read = HeldReader['read']

const sql = listings.people.statement(new URLSearchParams())

const people: Read = async (statement) => {
  // One row more than the list shows is read.
  if (statement !== sql.replace('limit 200', 'limit 201')) throw new Error(statement)
  const fields = [
    { name: 'site', dataTypeID: 25 },
    { name: 'name', dataTypeID: 25 },
    { name: 'questions', dataTypeID: 23 },
  ]
  return { fields, rows: [['sample', '花,子', '3']], isCut: false }
}

function browser(read: Read = people) {
  const warn = vi.fn()
  const browse = createBrowser({
    store: { kind: 'pglite', holder: { read } } as unknown as Store,
    archive: { read: () => Promise.reject(new Error('no archive')), explain: vi.fn() },
    clock: { now: () => new Date(0) },
    log: { warn } as unknown as Parameters<typeof createBrowser>[0]['log'],
  })
  const get = async (path: string) => await browse(new Request(`http://127.0.0.1${path}`))
  return { get, warn }
}

test('a page is HTML, and marks its own place among the places', async () => {
  const response = await browser().get('/people')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const text = await response.text()
  expect(text).toContain('<title>People – mondo</title>')
  expect(text).toContain('<a href="/people" accesskey="p" aria-current="page">People</a>')
  expect(text.match(/aria-current/g)).toHaveLength(1)
  expect(text).toContain('<bdi>花,子</bdi>')
})

test('the help knows that the database is an embedded one', async () => {
  expect(await (await browser().get('/help')).text()).toContain('This database is an embedded one')
})

test('the style sheet is CSS', async () => {
  const response = await browser().get('/style.css')
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(await response.text()).toContain('{')
})

describe('a list as a file', () => {
  test('is CSV that names its statement', async () => {
    const response = await browser().get('/people.csv')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('link')).toBe('</people.sql?>; rel="describedby"')
    expect(await response.text()).toBe('site,name,questions\r\nsample,"花,子",3\r\n')
  })

  test('is JSON with its statement', async () => {
    const response = await browser().get('/people.json')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.get('link')).toBeNull()
    expect(await response.json()).toEqual({
      sql,
      columns: ['site', 'name', 'questions'],
      more: false,
      rows: [{ site: 'sample', name: '花,子', questions: 3 }],
    })
  })

  test('is the statement alone, and then the database is not asked', async () => {
    const response = await browser(() => Promise.reject(new Error('asked'))).get('/people.sql')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe(`${sql};\n`)
  })

  test.each(['/nothing.csv', '/people.xls', '/checks.sql', '/question.csv?site=sample'])(
    '%s is no list',
    async (path) => {
      const response = await browser().get(path)
      expect(response.status).toBe(404)
    },
  )
})

test('an unknown path is a page that says so, under no place', async () => {
  const response = await browser().get('/nowhere')
  expect(response.status).toBe(404)
  const text = await response.text()
  expect(text).toContain('There is no such page.')
  expect(text).not.toContain('aria-current')
})

test.each([
  ['57014', 503, 'The database did not answer in time: within 5 seconds, or 30 for checks and reports.'],
  ['42501', 403, 'This login may not read what the page shows.'],
  ['42P01', 503, 'This database was made by another version of mondo.'],
  ['42703', 503, 'This database was made by another version of mondo.'],
  ['42883', 503, 'This database was made by another version of mondo.'],
  ['XX000', 500, 'Something went wrong, and the terminal of mondo browse says what.'],
])('where the database fails with %s, the page is a %i that says what to do', async (code, status, what) => {
  const { get, warn } = browser(() => Promise.reject(Object.assign(new Error('secret'), { code })))
  const response = await get('/people')
  expect(response.status).toBe(status)
  const text = await response.text()
  expect(text).toContain('<h1>That did not work</h1>')
  expect(text).toContain(`<p>${what}</p>`)
  expect(text).toMatch(/<p>(?:Narrow|A login|Bring it|Try again)[^<]*\.<\/p>/)
  expect(text).not.toContain('secret')
  expect(text).not.toContain('aria-current')
  expect(warn).toHaveBeenCalledOnce()
})
