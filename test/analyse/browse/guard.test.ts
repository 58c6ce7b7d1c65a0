/** The guard before every page: who may ask, and what every answer carries. */
import { expect, test } from 'vitest'
import { failedBecause } from '../../../src/analyse/browse/ask.ts'
import { guardHeaders, ownHosts, refusal } from '../../../src/analyse/browse/guard.ts'
import { MondoError } from '../../../src/model/errors.ts'

const hosts = ownHosts(4747)
const asked = { host: '127.0.0.1:4747', method: 'GET', target: '/' }

test.each(['127.0.0.1:4747', 'localhost:4747', 'LOCALHOST:4747', '[::1]:4747'])(
  'the host %s is ours',
  (host) => {
    expect(refusal({ ...asked, host }, hosts)).toBeNull()
  },
)

test.each([
  undefined,
  '',
  'evil.example',
  'evil.example:4747',
  '127.0.0.1',
  '127.0.0.1:80',
  'localhost:4747.evil.example',
  '127.0.0.1:4747, evil.example',
])('the host %j is refused', (host) => {
  expect(refusal({ ...asked, host }, hosts)).toMatchObject({ status: 421 })
})

test('it reads only, and answers paths only', () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', undefined]) {
    expect(refusal({ ...asked, method }, hosts)).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    })
  }
  expect(refusal({ ...asked, method: 'HEAD' }, hosts)).toBeNull()
  expect(refusal({ ...asked, target: 'http://evil.example/' }, hosts)).toMatchObject({ status: 400 })
})

test.each([
  ['cross-site', 'image', 403],
  ['cross-site', 'empty', 403],
  ['cross-site', 'iframe', 403],
  ['cross-site', undefined, 403],
  // Another port of this machine.
  ['same-site', 'script', 403],
  ['cross-site', 'document', null],
  ['same-origin', 'style', null],
  ['none', 'document', null],
  [undefined, undefined, null],
] as const)('a request from %s for %s: %s', (fetchSite, fetchDest, status) => {
  expect(refusal({ ...asked, fetchSite, fetchDest }, hosts)?.status ?? null).toBe(status)
})

test('a check that Postgres ended for its time is no fault of the database', () => {
  const cause = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })
  const refused = new MondoError('database-refused', 'The data check x cannot be run', { cause })
  expect(failedBecause(refused).status).toBe(503)
})

test('the policy allows a style sheet of our own and nothing else', () => {
  expect(guardHeaders['content-security-policy']).toBe(
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  )
  expect(guardHeaders).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
})
