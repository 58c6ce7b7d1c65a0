/** Members of a gzip file by RFC 1952, with every optional field of the header. */
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { MemberSizes, readMember } from '../../src/archive/gzip-member.ts'

const reading = (file: Uint8Array) =>
  readMember({ peek: async (wanted: number) => Buffer.from(file).subarray(0, wanted) } as never)
const text = Buffer.from('hello')

/** A member with header fields: FEXTRA 4, FNAME 8, FCOMMENT 16, FHCRC 2. */
function member(flags: number, fields: Uint8Array): Buffer {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(text), 0)
  trailer.writeUInt32LE(text.length, 4)
  const head = Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3])
  return Buffer.concat([head, fields, deflateRawSync(text), trailer])
}
const extra = Buffer.from([3, 0, 1, 2, 3])
const name = Buffer.from('name\0')
const comment = Buffer.from('comment\0')
const crc = Buffer.from([1, 2])

describe('a member', () => {
  test.each([
    ['no field', 0, []],
    ['an extra field', 4, [extra]],
    ['a name', 8, [name]],
    ['a comment', 16, [comment]],
    ['a checksum of the header', 2, [crc]],
    ['all of them', 30, [extra, name, comment, crc]],
  ])('with %s is inflated, and its length is told', async (_, flags, fields) => {
    const one = member(flags, Buffer.concat(fields))
    const read = await reading(Buffer.concat([one, gzipSync('next')]))
    expect(read).toMatchObject({ kind: 'member', length: one.length })
    expect(read.kind === 'member' ? Buffer.from(read.bytes).toString() : null).toBe('hello')
  })

  test('longer than the first look is read with a longer one', async () => {
    const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7_919 + (i >> 3) * 31) % 251))
    const one = gzipSync(noise, { level: 0 })
    expect(one.length).toBeGreaterThan(64 * 1024)
    expect(await reading(one)).toMatchObject({ kind: 'member', length: one.length })
  })

  test('is the end where there is nothing left', async () => {
    expect(await reading(new Uint8Array())).toEqual({ kind: 'end' })
  })
})

describe('damage', () => {
  const whole = member(0, new Uint8Array())
  const damaged = (what: string) => ({ kind: 'damaged', what })

  test.each([1, 5, 10, 12, whole.length - 9, whole.length - 1])('a member cut at byte %i', async (length) => {
    expect(await reading(whole.subarray(0, length))).toEqual(damaged('the file ends inside a record'))
  })

  test.each([
    ['an extra field', 4, extra.subarray(0, 1)],
    ['a name', 8, Buffer.from('nam')],
  ])('a header cut inside %s', async (_, flags, fields) => {
    const cut = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), fields])
    expect(await reading(cut)).toEqual(damaged('the file ends inside a record'))
  })

  test('another beginning, another checksum, another length, other data', async () => {
    const changed = (at: number) => {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      return reading(bytes)
    }
    expect(await changed(0)).toEqual(damaged('not the start of a gzip member'))
    expect(await changed(1)).toEqual(damaged('not the start of a gzip member'))
    // The data decodes, so it says where the member ends.
    const mismatch = { ...damaged('the checksum of the gzip member does not match'), length: whole.length }
    expect(await changed(whole.length - 8)).toEqual(mismatch)
    expect(await changed(whole.length - 1)).toEqual(mismatch)
    expect(await changed(10)).toMatchObject(damaged('the compressed data does not decode'))
  })
})

test('the next member is taken to be as large as the last but one, within limits', async () => {
  const sizes = new MemberSizes()
  const expected = [100_000, 500, 100_000, 500, 1_000_000, 500].map((size) => {
    const { expected } = sizes
    sizes.note(size)
    return expected
  })
  expect([...expected, sizes.expected]).toEqual([
    undefined,
    undefined,
    125_000,
    4_096,
    125_000,
    4_096,
    262_144,
  ])
})

test('a member of another size than expected is read whole', async () => {
  const sizes = new MemberSizes()
  const large = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 31) % 251))
  const window = { peek: async () => gzipSync(large) } as never
  sizes.note(10)
  sizes.note(10)
  const read = await readMember(window, sizes)
  expect(read.kind === 'member' && Buffer.from(read.bytes).equals(large)).toBe(true)
  sizes.note(20_000)
  expect(sizes.expected).toBe(62_500)
})
