/** The address guard on single addresses and real connections; address-ranges.test.ts covers whole ranges. */
import type { LookupAddress } from 'node:dns'
import { afterEach, describe, expect, it } from 'vitest'
import { refusedRange } from '../../src/fetch/address-guard.ts'
import { Fetcher } from '../../src/fetch/fetcher.ts'
import { realClock } from './clocks.ts'
import { httpServer, type LocalServer } from './servers.ts'

describe('refusedRange', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.0.1', 'private'],
    ['169.254.169.254', 'linkLocal'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['0.0.0.0', 'unspecified'],
    ['192.0.2.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['203.0.113.9', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['fe80::1', 'linkLocal'],
    ['fd00::1', 'uniqueLocal'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'reserved'],
    ['2002:0a00:0001::', '6to4'],
    ['::ffff:192.168.0.1', 'private'],
    ['::ffff:7f00:1', 'loopback'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b:1::808:808', 'rfc6052'],
    ['4000::1', 'unassigned'],
    ['fe80::1%eth0', 'linkLocal'],
    ['not an address', 'invalid'],
  ])('refuses %s as %s', (address, range) => {
    expect(refusedRange(address)).toBe(range)
  })

  it.each(['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])('lets %s pass', (address) => {
    expect(refusedRange(address)).toBeNull()
  })
})

describe('the address guard', () => {
  const fetchers: Fetcher[] = []
  afterEach(async () => {
    await Promise.all(fetchers.splice(0).map((one) => one.close()))
  })

  function guarded(answers: Record<string, readonly string[]> = {}): Fetcher {
    const made = new Fetcher({
      userAgent: 'mondo/0',
      allowPrivate: false,
      clock: realClock,
      lookup: (hostname, _options, callback) => {
        const found = (answers[hostname] ?? []).map(
          (address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }),
        )
        callback(null, found)
      },
    })
    fetchers.push(made)
    return made
  }

  const page = (): Promise<LocalServer> => httpServer((_request, response) => response.end('secret'))

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '0'])(
    'refuses the host %s without a connection',
    async (host) => {
      await using server = await page()
      const result = await guarded().fetch(`http://${host}:${server.port}/`)
      expect(result).toMatchObject({ kind: 'blocked', by: 'address-guard' })
      expect(server.connections).toHaveLength(0)
    },
  )

  it('refuses a name that resolves into the local network, even beside a public address', async () => {
    await using server = await page()
    const one = guarded({ 'inside.example': ['127.0.0.1'], 'both.example': ['8.8.8.8', '127.0.0.1'] })
    for (const host of ['inside.example', 'both.example']) {
      const result = await one.fetch(`http://${host}:${server.port}/`)
      expect(result).toEqual({
        kind: 'blocked',
        by: 'address-guard',
        detail: `${host} is at 127.0.0.1, a loopback address`,
      })
    }
    expect(server.connections).toHaveLength(0)
  })

  it('refuses over TLS too', async () => {
    await using server = await page()
    const one = guarded({ 'inside.example': ['127.0.0.1'] })
    for (const host of ['127.0.0.1', 'inside.example']) {
      expect(await one.fetch(`https://${host}:${server.port}/`)).toMatchObject({ kind: 'blocked' })
    }
    expect(server.connections).toHaveLength(0)
  })

  it('refuses again on the next request', async () => {
    await using server = await page()
    const one = guarded()
    expect(await one.fetch(server.url)).toMatchObject({ kind: 'blocked' })
    expect(await one.fetch(server.url)).toMatchObject({ kind: 'blocked' })
  })

  it('treats a name without addresses as a failed look-up', async () => {
    const result = await guarded().fetch('http://nowhere.example/')
    expect(result).toMatchObject({ kind: 'failed', reason: 'dns' })
  })
})
