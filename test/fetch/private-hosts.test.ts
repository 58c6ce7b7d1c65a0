/** What `allowPrivate` opens, and what it never does. Special addresses come from a look-up of the test's own. */
import { describe, expect, it } from 'vitest'
import { refusedEvenIfOwn } from '../../src/fetch/address-guard.ts'
import { forOwnHosts } from '../../src/fetch/for-own-hosts.ts'
import { leadsInside } from '../../src/fetch/private-hosts.ts'
import { capture, fetcher } from './fetchers.ts'
import { httpServer } from './servers.ts'

const answering = (addresses: Readonly<Record<string, string>>) =>
  fetcher({
    lookup: (hostname, _options, callback) => {
      const address = addresses[hostname] ?? expect.fail(`${hostname} was looked up`)
      callback(null, [{ address, family: address.includes(':') ? 6 : 4 }])
    },
  })
const refused = { kind: 'blocked', by: 'address-guard' }

const never: readonly (readonly [string, string])[] = [
  ['169.254.169.254', 'linkLocal'],
  ['169.254.170.2', 'linkLocal'],
  ['fe80::1', 'linkLocal'],
  ['febf::a9fe:a9fe', 'linkLocal'],
  ['::ffff:169.254.169.254', 'linkLocal'],
  ['64:ff9b::169.254.169.254', 'linkLocal'],
  ['100.100.100.200', 'cloud metadata'],
  ['::ffff:100.100.100.200', 'cloud metadata'],
  ['64:ff9b::6464:64c8', 'cloud metadata'],
  ['fd00:ec2::254', 'cloud metadata'],
  ['fd00:ec2::23', 'cloud metadata'],
  ['fd20:ce::254', 'cloud metadata'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['224.0.0.1', 'multicast'],
  ['ff02::1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['192.0.0.192', 'reserved'],
]

describe('with allowPrivate', () => {
  it.each(never)('%s stays refused as %s, at a host of the seeds too', async (address, range) => {
    const one = forOwnHosts(answering({ 'seed.example': address }), new Set(['seed.example']))
    expect(await one.fetch('http://seed.example/')).toEqual({
      ...refused,
      detail: `seed.example is at ${address}, a ${range} address`,
    })
    const literal = new URL(address.includes(':') ? `http://[${address}]/` : `http://${address}/`)
    const own = forOwnHosts(answering({}), new Set([literal.host]))
    expect(await own.fetch(literal.href)).toMatchObject(refused)
  })

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '8.8.8.8',
  ])('%s is let through', (address) => {
    expect(refusedEvenIfOwn(address)).toBeNull()
  })

  it('a host of the seeds may be at a private address, and no other name or port', async () => {
    await using server = await httpServer((_request, response) => response.end('mine'))
    await using other = await httpServer((_request, response) => response.end('secret'))
    const names = { 'seed.example': '127.0.0.1', 'elsewhere.example': '127.0.0.1' }
    const own = new Set([`seed.example:${server.port}`])
    const one = forOwnHosts(answering(names), own)
    expect(await one.fetch(`http://seed.example:${server.port}/`)).toMatchObject({
      kind: 'captured',
      capture: { status: 200, ipAddress: '127.0.0.1' },
    })
    // The connection to the seed is kept by now, and serves nobody else.
    expect(await one.fetch(`http://elsewhere.example:${server.port}/`)).toMatchObject(refused)
    expect(await one.fetch(`http://seed.example:${other.port}/`)).toMatchObject(refused)
    expect(await one.fetch(other.url)).toMatchObject(refused)
    expect(server.requests).toHaveLength(1)
    expect(other.connections).toHaveLength(0)
  })

  it('a redirect from a public host leads to no private address, not even of a seed', async () => {
    await using server = await httpServer((_request, response) => response.end('mine'))
    const one = fetcher()
    const privateHosts = new Set([`127.0.0.1:${server.port}`])
    await capture(one, server.url, { privateHosts })
    for (const ipAddress of ['8.8.8.8', '2606:4700::1111', null]) {
      const redirectedFrom = { url: 'https://public.example/', ipAddress }
      expect(await one.fetch(server.url, { privateHosts, redirectedFrom })).toMatchObject(refused)
      expect(await one.fetch(server.url, { redirectedFrom })).toMatchObject(refused)
    }
    expect(server.requests).toHaveLength(1)
    expect(server.connections).toHaveLength(1)
  })

  it('a redirect from a private host leads to the seeds and to other ports of that host', async () => {
    await using server = await httpServer((_request, response) => response.end('mine'))
    const one = answering({ 'inside.example': '127.0.0.1' })
    const privateHosts = new Set(['127.0.0.1:1'])
    const redirectedFrom = { url: 'http://127.0.0.1:1/', ipAddress: '127.0.0.1' }
    const sent = { privateHosts, redirectedFrom }
    expect(await one.fetch(server.url, sent)).toMatchObject({ kind: 'captured' })
    expect(await one.fetch(`http://inside.example:${server.port}/`, sent)).toMatchObject(refused)
    expect(await one.fetch('http://10.0.0.1/', sent)).toMatchObject(refused)
    expect(await one.fetch('http://169.254.169.254/', sent)).toMatchObject(refused)
    expect(server.requests).toHaveLength(1)
  })

  it('a redirect inside is known by its URL where that is an address', () => {
    const outside = { url: 'https://public.example/', ipAddress: '8.8.8.8' }
    expect(leadsInside(outside, 'http://10.0.0.1/')).toBe(true)
    expect(leadsInside(outside, 'http://localhost:3000/')).toBe(true)
    expect(leadsInside(outside, 'https://other.example/')).toBe(false)
    expect(leadsInside({ url: 'http://own.example/', ipAddress: '10.0.0.2' }, 'http://10.0.0.1/')).toBe(false)
  })
})
