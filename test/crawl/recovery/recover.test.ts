/** Recovery over real WARC files, and what this file says is in the database. */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WarcWriter } from '../../../src/archive/warc-writer.ts'
import { Recovery, recoveryFiles } from '../../../src/crawl/recovery/recover.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { CaptureLocation } from '../../../src/model/capture.ts'
import { capture } from '../../archive/captures.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { SkippingClock } from '../skipping-clock.ts'

describe('recovery', () => {
  let dir = ''
  let known: Set<string>
  let states: Map<string, { fileBytes: number; knownBytes: number; unknownCaptures: number }>
  let logged: string[]
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'mondo-recover-'))
    known = new Set()
    states = new Map()
    logged = []
  })
  afterEach(async () => await rm(dir, { recursive: true }))

  const { db, queries } = recordingDatabase<Database>(({ sql, parameters }) => {
    if (/from "crawl"\."archive_file"/.test(sql)) {
      return [...states].map(([warc_file, state]) => ({ warc_file, ...state }))
    }
    if (/from crawl\.capture/.test(sql)) {
      return (parameters[0] as string[]).filter((id) => known.has(id)).map((id) => ({ id }))
    }
    const [file, fileBytes, knownBytes, unknownCaptures] = parameters as [string, number, number, number]
    states.set(file, { fileBytes, knownBytes, unknownCaptures })
    return []
  })
  const note = (_: object, message: string) => {
    logged.push(message)
  }
  const newRecovery = () => new Recovery({ db, dir, log: { debug: note, info: note, warn: note } })

  /** Writes captures of `url`s into one file. */
  async function archived(urls: readonly string[], isPartOf: string = recoveryFiles) {
    const archive = await WarcWriter.open({
      dir,
      software: 'test',
      clock: new SkippingClock(),
      info: { isPartOf },
    })
    const written: { id: string; location: CaptureLocation }[] = []
    for (const url of urls) {
      const one = capture({ url })
      written.push({ id: one.id, location: await archive.write(one) })
    }
    await archive.close()
    return written
  }
  const [a, b] = ['https://a.example/1', 'https://b.example:8443/1']
  const idsOf = (taken: readonly { capture: { id: string } }[]) => taken.map((one) => one.capture.id)

  test('finds what is in no database, by host, in the order of the archive', async () => {
    const [one, two, three] = await archived([a, b, 'https://a.example/2'])
    known.add(one?.id ?? '')
    const recovery = newRecovery()
    await recovery.scan()
    expect([
      recovery.has(['a.example']),
      recovery.has(['b.example']),
      recovery.has(['b.example:8443']),
    ]).toEqual([true, false, true])
    const [taken] = await recovery.take(['a.example'])
    expect(taken).toMatchObject({
      capture: { id: three?.id, url: 'https://a.example/2' },
      location: three?.location,
    })
    expect(recovery.has(['a.example'])).toBe(false)
    expect(idsOf(await recovery.take(['a.example', 'b.example:8443']))).toEqual([two?.id])
    expect(await recovery.take(['a.example', 'b.example:8443'])).toEqual([])
    expect(logged).toEqual(['archived captures that are not in the database yet'])
  })

  test('remembers how far a file is known, and reads it no further', async () => {
    const [one, two] = await archived([a, a])
    const file = one?.location.file ?? ''
    known.add(one?.id ?? '')
    await newRecovery().scan()
    const fileBytes = states.get(file)?.fileBytes ?? 0
    expect(states.get(file)).toEqual({ fileBytes, knownBytes: two?.location.offset, unknownCaptures: 1 })
    known.add(two?.id ?? '')
    await newRecovery().scan()
    expect(states.get(file)).toEqual({ fileBytes, knownBytes: fileBytes, unknownCaptures: 0 })
    // All known and of the same size: not looked at again.
    known.clear()
    const last = newRecovery()
    await last.scan()
    expect(last.has(['a.example'])).toBe(false)
    states.set(file, { fileBytes: fileBytes - 1, knownBytes: 0, unknownCaptures: 0 })
    await last.scan()
    expect(last.has(['a.example'])).toBe(true)
  })

  test('leaves files alone that no crawl wrote', async () => {
    const [one] = await archived([a], 'mondo fetch')
    const recovery = newRecovery()
    await recovery.scan()
    expect(recovery.has(['a.example'])).toBe(false)
    expect(states.get(one?.location.file ?? '')).toMatchObject({ knownBytes: 0, unknownCaptures: 0 })
    expect(logged).toEqual([])
  })

  test('offers what was committed meanwhile to nobody, and goes on to the next host', async () => {
    const [one, two] = await archived([a, b])
    const recovery = newRecovery()
    await recovery.scan()
    known.add(one?.id ?? '')
    expect(idsOf(await recovery.take(['a.example', 'b.example:8443']))).toEqual([two?.id])
  })

  test('takes a slice’s worth at once', async () => {
    const urls = Array.from({ length: 201 }, (_, i) => `https://a.example/${i}`)
    await archived(urls)
    const recovery = newRecovery()
    await recovery.scan()
    const first = await recovery.take(['a.example'])
    const rest = await recovery.take(['a.example'])
    expect([first.length, rest.map((one) => one.capture.url)]).toEqual([200, ['https://a.example/200']])
  })

  test('no more than 32 MB at once, but one capture of any size', async () => {
    const [one] = await archived([a])
    if (one === undefined) throw new Error('one is written above')
    const recovery = newRecovery()
    const bytes = 20 * 1024 * 1024
    const add = (id: string, length: number) =>
      recovery.add([{ capture: { ...capture({ url: a }), id }, location: { ...one.location, length } }])
    add('x', 2 * bytes)
    add('y', bytes)
    add('z', bytes)
    // All were committed by another slice; how many it asks about at once tells where each take ends.
    known = new Set(['x', 'y', 'z'])
    const before = queries.length
    expect(await recovery.take(['a.example'])).toEqual([])
    expect(queries.slice(before).map(({ parameters }) => parameters[0])).toEqual([['x'], ['y'], ['z']])
    expect(recovery.has(['a.example'])).toBe(false)
  })

  test('adds what a slice that lost its lease had archived', async () => {
    const [one] = await archived([a])
    if (one === undefined) throw new Error('one is written above')
    const recovery = newRecovery()
    recovery.add([{ capture: capture({ id: one.id, url: a }), location: one.location }])
    recovery.add([{ capture: capture({ url: 'no URL' }), location: one.location }])
    expect(idsOf(await recovery.take(['a.example']))).toEqual([one.id])
  })

  test('uses what stands before a torn record, and names the place', async () => {
    const [one] = await archived([a])
    const file = one?.location.file ?? ''
    await rm(join(dir, file.replace(/\.warc\.gz$/, '.cdxj')), { force: true })
    await appendFile(join(dir, file), 'torn')
    const recovery = newRecovery()
    await recovery.scan()
    expect(idsOf(await recovery.take(['a.example']))).toEqual([one?.id])
  })

  test('uses what stands behind a damaged record too, and names the damage', async () => {
    const [one, two, three] = await archived([a, a, a])
    if (one === undefined || two === undefined) throw new Error('they are written above')
    const path = join(dir, one.location.file)
    await rm(path.replace(/\.warc\.gz$/, '.cdxj'))
    const bytes = await readFile(path)
    const at = two.location.offset + 40
    bytes[at] = (bytes[at] ?? 0) ^ 1
    await writeFile(path, bytes)
    const recovery = newRecovery()
    await recovery.scan()
    expect(logged).toEqual([
      'archive: damage; the other records are used',
      'archived captures that are not in the database yet',
    ])
    expect(idsOf(await recovery.take(['a.example']))).toEqual([one.id, three?.id])
    // What is known reaches to the end: the damage is not met again.
    known = new Set([one.id, three?.id ?? ''])
    await newRecovery().scan()
    expect(states.get(one.location.file)).toMatchObject({ knownBytes: bytes.length, unknownCaptures: 0 })
  })

  test('passes over a capture that cannot be read, with a warning', async () => {
    const [one] = await archived([a])
    if (one === undefined) throw new Error('one is written above')
    const recovery = newRecovery()
    const location = { ...one.location, offset: one.location.offset + 1 }
    recovery.add([{ capture: capture({ id: one.id, url: a }), location }])
    expect(await recovery.take(['a.example'])).toEqual([])
    expect(logged).toEqual(['archive: a capture that cannot be read was not loaded'])
  })
})
