/** The address guard over whole ranges: IANA's special-purpose registries, by property. */
import type { LookupAddress } from 'node:dns'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AddressRefused,
  guardedConnector,
  guardedLookup,
  refusedRange,
} from '../../src/fetch/address-guard.ts'

/** https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast (RFC 5771). */
const special4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** https://www.iana.org/assignments/iana-ipv6-special-registry, and what is not global unicast at all. */
const special6 = [
  ['::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['4000::', 3],
  ['64:ff9b:1::', 48],
] as const

const ipv4 = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.')

const number4 = (address: string): number =>
  address.split('.').reduce((value, part) => value * 256 + Number(part), 0)

const ipv6 = (value: bigint): string =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) => ((value >> shift) & 0xffffn).toString(16)).join(':')

function number6(address: string): bigint {
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const zeros = Array(8 - groups(head).length - groups(tail).length).fill('0')
  return [...groups(head), ...zeros, ...groups(tail)].reduce(
    (value, group) => value * 65536n + BigInt(`0x${group}`),
    0n,
  )
}

const in4 = fc
  .constantFrom(...special4)
  .chain(([base, bits]) =>
    fc.integer({ min: 0, max: 2 ** (32 - bits) - 1 }).map((offset) => number4(base) + offset),
  )
const in6 = fc
  .constantFrom(...special6)
  .chain(([base, bits]) =>
    fc.bigInt({ min: 0n, max: (1n << BigInt(128 - bits)) - 1n }).map((offset) => number6(base) + offset),
  )
const isSpecial4 = (value: number): boolean =>
  special4.some(([base, bits]) => Math.floor(value / 2 ** (32 - bits)) === number4(base) / 2 ** (32 - bits))
/** Anycast services (AS112, AMT) within ordinary space, which serve no pages. */
const services4 = ['192.31.196.', '192.52.193.', '192.175.48.']
const public4 = fc
  .integer({ min: 0x01000000, max: 0xdfffffff })
  .filter((value) => !isSpecial4(value) && !services4.some((prefix) => ipv4(value).startsWith(prefix)))

describe('the address guard', () => {
  it('refuses every address of every special IPv4 range', () => {
    fc.assert(
      fc.property(in4, (value) => refusedRange(ipv4(value)) !== null),
      { numRuns: 2000 },
    )
  })

  it('refuses every address of every special IPv6 range', () => {
    fc.assert(
      fc.property(in6, (value) => refusedRange(ipv6(value)) !== null),
      { numRuns: 2000 },
    )
  })

  it('accepts every other IPv4 address', () => {
    fc.assert(
      fc.property(public4, (value) => refusedRange(ipv4(value)) === null),
      { numRuns: 2000 },
    )
  })

  it('sees a special IPv4 address in every IPv6 form that carries one', () => {
    fc.assert(
      fc.property(in4, (value) => {
        const [high, low] = [(value >>> 16).toString(16), (value & 0xffff).toString(16)]
        const forms = [
          `::ffff:${ipv4(value)}`,
          `::ffff:${high}:${low}`,
          `::${ipv4(value)}`,
          `::${high}:${low}`,
          `::ffff:0:${high}:${low}`,
          `64:ff9b::${ipv4(value)}`,
          `64:ff9b::${high}:${low}`,
          `2002:${high}:${low}::1`,
          `2001::${high}:${low}`,
        ]
        for (const form of forms) expect(refusedRange(form), form).not.toBeNull()
      }),
      { numRuns: 500 },
    )
  })

  it('judges a mapped or translated address by its IPv4 address', () => {
    fc.assert(
      fc.property(public4, (value) => {
        expect(refusedRange(`::ffff:${ipv4(value)}`)).toBeNull()
        expect(refusedRange(`64:ff9b::${ipv4(value)}`)).toBeNull()
        // The deprecated form leads nowhere.
        expect(refusedRange(`::${ipv4(value)}`)).not.toBeNull()
      }),
    )
  })

  it('is not fooled by the spelling of a host: decimal, octal, hex, short, full-width, escaped, a dot behind', () => {
    const connected: string[] = []
    const connect = guardedConnector((options, callback) => {
      connected.push(options.hostname)
      callback(new Error('let through'), null)
    })
    fc.assert(
      fc.property(in4, fc.integer({ min: 0, max: 9 }), (value, spelling) => {
        const [a = 0, b = 0, c = 0, d = 0] = ipv4(value).split('.').map(Number)
        const spelled = [
          String(value),
          `0x${value.toString(16)}`,
          `0${value.toString(8)}`,
          `${a}.${value & 0xffffff}`,
          `${a}.${b}.${value & 0xffff}`,
          `0x${a.toString(16)}.0${b.toString(8)}.${c}.0x${d.toString(16)}`,
          `${ipv4(value)}.`,
          ipv4(value).replaceAll('.', '。'),
          ipv4(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
          ipv4(value).replace(/\d/g, (digit) => `%3${digit}`),
        ][spelling]
        const { hostname } = new URL(`http://${spelled}/`)
        let refusal: unknown
        connect({ hostname, protocol: 'http:', port: '80' }, (...[error]) => {
          refusal = error
        })
        expect(refusal, spelled).toBeInstanceOf(AddressRefused)
      }),
      { numRuns: 1000 },
    )
    expect(connected).toEqual([])
  })
})

describe('a look-up', () => {
  /** Look-up after look-up, what a name server of ill will answers. */
  function answering(...answers: readonly (readonly string[])[]) {
    let asked = 0
    const lookup = guardedLookup((_hostname, _options, callback) => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? []
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    })
    return (all: boolean) =>
      new Promise<unknown>((resolve) =>
        lookup('name.example', { all }, (error, address) => resolve(error ?? address)),
      )
  }

  it('passes exactly the judged addresses to the connection', async () => {
    const ask = answering(['1.1.1.1', '2606:4700::1111'])
    expect(await ask(true)).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ])
    expect(await ask(false)).toBe('1.1.1.1')
  })

  it('is judged each time: a name is refused as soon as its address changes to a special one', async () => {
    const ask = answering(['1.1.1.1'], ['127.0.0.1'], ['1.1.1.1'])
    expect(await ask(false)).toBe('1.1.1.1')
    expect(await ask(false)).toBeInstanceOf(AddressRefused)
    expect(await ask(false)).toBe('1.1.1.1')
  })

  it('is refused for one special address among many, at any position', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(public4.map(ipv4), { maxLength: 5 }),
        fc.oneof(in4.map(ipv4), in6.map(ipv6)),
        fc.array(public4.map(ipv4), { maxLength: 5 }),
        fc.boolean(),
        async (before, special, after, all) => {
          expect(await answering([...before, special, ...after])(all)).toBeInstanceOf(AddressRefused)
        },
      ),
    )
  })
})
