/** The guard that keeps tests on this machine. The addresses are reserved for documentation (RFC 5737, 3849, 2606). */
import { spawnSync } from 'node:child_process'
import { lookup, Resolver, resolve4 } from 'node:dns'
import { lookup as lookupPromise, Resolver as PromiseResolver, resolveMx } from 'node:dns/promises'
import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { promisify } from 'node:util'
import { Agent, request } from 'undici'
import { describe, expect, test } from 'vitest'
import { httpServer } from './fetch/servers.ts'
import { takeRefused } from './loopback-only.ts'

const refusal = (what: string) => ({
  code: 'ERR_BEYOND_LOOPBACK',
  message: expect.stringContaining(`${what}: tests reach loopback alone`),
})

describe('refused at once, by an error that names the host and what to do', () => {
  test.for<[string, string, () => Promise<unknown>]>([
    ['a connection', '192.0.2.1', () => once(connect(80, '192.0.2.1'), 'connect')],
    ['one over IPv6', '2001:db8::1', () => once(connect({ port: 80, host: '2001:db8::1' }), 'connect')],
    ['one by name', 'example.com', () => once(connect(80, 'example.com'), 'connect')],
    ['one over TLS', '192.0.2.1', () => once(tlsConnect(443, '192.0.2.1'), 'secureConnect')],
    [
      'global fetch',
      '192.0.2.1',
      () => fetch('http://192.0.2.1/').catch((error) => Promise.reject(error.cause)),
    ],
    ['undici', 'example.com', () => request('https://example.com/', { dispatcher: new Agent() })],
    [
      'a look-up of the test that answers a public address',
      'example.com (192.0.2.1)',
      () =>
        once(
          connect({
            port: 80,
            host: 'example.com',
            lookup: (_, __, callback) => callback(null, [{ address: '192.0.2.1', family: 4 }]),
          }),
          'connect',
        ),
    ],
    ['dns.lookup', 'example.com', () => promisify(lookup)('example.com')],
    ['dns.resolve4', 'example.com', () => promisify(resolve4)('example.com')],
    [
      'a resolver',
      'example.com',
      () => new Promise((_, reject) => new Resolver().resolve('example.com', (error) => reject(error))),
    ],
    ['dns.promises.lookup', 'example.com', () => lookupPromise('example.com')],
    ['dns.promises.resolveMx', 'example.com', () => resolveMx('example.com')],
    ['a resolver of promises', '192.0.2.1', () => new PromiseResolver().reverse('192.0.2.1')],
  ])('%s', async ([, host, reach]) => {
    await expect(reach()).rejects.toMatchObject(refusal(host))
    expect(takeRefused()).toEqual([expect.stringContaining(host)])
  })
})

test('loopback passes, by address, by name and by a look-up of the test', async () => {
  await using server = await httpServer((_, response) => response.end('here'))
  const named = new Agent({
    connect: { lookup: (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) },
  })
  expect(await (await fetch(server.url)).text()).toBe('here')
  const { body } = await request(`http://okwave.jp:${server.port}/`, { dispatcher: named })
  expect(await body.text()).toBe('here')
  expect(await lookupPromise('localhost')).toHaveProperty('address')
  expect(await lookupPromise('192.0.2.1')).toEqual({ address: '192.0.2.1', family: 4 })
  await named.close()
})

test('a name below .invalid is unknown, without a look-up', async () => {
  const unknown = { code: 'ENOTFOUND', hostname: 'nowhere.invalid' }
  await expect(lookupPromise('nowhere.invalid')).rejects.toMatchObject(unknown)
  await expect(once(connect(80, 'nowhere.invalid'), 'connect')).rejects.toMatchObject(unknown)
})

test('processes that tests start are guarded too', () => {
  const ask = "fetch('http://192.0.2.1/').catch((error) => console.log(error.cause.code))"
  const { stdout } = spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8' })
  expect(stdout).toBe('ERR_BEYOND_LOOPBACK\n')
})
