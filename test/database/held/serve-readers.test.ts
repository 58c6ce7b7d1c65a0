/** When the holder of a data folder begins a reader's statement: after its own, and only while a reader waits for it. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  type HeldDatabase,
  type HolderCommands,
  serveReaders,
} from '../../../src/database/held/serve-readers.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
let sockets = 0

/** A holder that does what the reader of the first request wants, until it is let go on. */
async function holding(stopping?: AbortSignal, idle: HeldDatabase['idle'] = async () => undefined) {
  const held = Promise.withResolvers<void>()
  const begun: string[] = []
  const commands: HolderCommands = new Map<string, (input: unknown) => Promise<unknown>>([
    ['hold', async () => await held.promise],
    ['rest', async () => await setImmediate()],
    ['note', async (input: unknown) => begun.push(String(input))],
  ])
  const database = {
    idle,
    transaction: async () => {
      begun.push('statement')
      return { fields: [], rows: [], isCut: false }
    },
  } as unknown as HeldDatabase
  const path = join(folder.path, `${++sockets}.sock`)
  const readers = await serveReaders(database, path, commands, stopping)
  afterThisFile(async () => await readers?.close())
  const reader = async (...requests: readonly object[]): Promise<Socket> => {
    const socket = connect(path)
    await once(socket, 'connect')
    socket.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(''))
    return socket
  }
  return { reader, begun, goOn: held.resolve }
}

const hold = { kind: 'command', name: 'hold' }
const note = (input: string) => ({ kind: 'command', name: 'note', input })
const statement = { kind: 'statement', text: 'select 1', parameters: [], maxRows: 1 }

test('what a reader asked that has gone is not begun', async () => {
  const { reader, begun, goOn } = await holding()
  const first = await reader(hold)
  const gone = await reader(note('for nobody'), statement, note('for nobody'))
  gone.resume().end()
  await once(gone, 'close')
  const last = await reader(note('for the last'))
  goOn()
  const [answer] = await once(last, 'data')
  expect(JSON.parse(String(answer))).toEqual({ kind: 'done', value: 1 })
  expect(begun).toEqual(['for the last'])
  first.destroy()
  last.destroy()
})

test('a statement whose reader has waited long enough before its turn is not begun', async () => {
  const { reader, begun } = await holding()
  const socket = await reader(
    { kind: 'command', name: 'rest' },
    { ...statement, timeoutMs: 0.000_001 },
    { ...statement, timeoutMs: 3_600_000 },
  )
  let said = ''
  while (said.split('\n').length < 4) said += String((await once(socket, 'data'))[0])
  socket.destroy()
  const answers = said.trim().split('\n')
  expect(answers.map((line) => JSON.parse(line))).toMatchObject([
    { kind: 'done' },
    { kind: 'failed', failure: { fields: { code: 'usage' } } },
    { kind: 'rows' },
  ])
  expect(begun).toEqual(['statement'])
})

test('a statement begins only when the holder wants the database no more, or has let it wait for a second', async () => {
  const wanted = Promise.withResolvers<void>()
  const limits: number[] = []
  const waits = Promise.withResolvers<void>()
  const { reader, begun } = await holding(undefined, async (limitMs) => {
    limits.push(limitMs)
    waits.resolve()
    await wanted.promise
    begun.push('idle')
  })
  const socket = await reader(statement)
  await waits.promise
  await setImmediate()
  expect(begun).toEqual([])
  wanted.resolve()
  expect(JSON.parse(String((await once(socket, 'data'))[0]))).toMatchObject({ kind: 'rows' })
  expect(begun).toEqual(['idle', 'statement'])
  expect(limits).toEqual([1_000])
  socket.destroy()
})

test('the time that a reader gives counts what the holder had to do first', async () => {
  const { reader, begun } = await holding(undefined, async () => await setImmediate())
  const socket = await reader({ ...statement, timeoutMs: 0.000_001 })
  expect(JSON.parse(String((await once(socket, 'data'))[0]))).toMatchObject({
    kind: 'failed',
    failure: { fields: { code: 'usage' } },
  })
  expect(begun).toEqual([])
  socket.destroy()
})

test('a reader that asks on and on without waiting is let go, and the others are answered', async () => {
  const { reader, begun, goOn } = await holding()
  const greedy = await reader(hold, ...Array.from({ length: 200 }, () => note('too many')))
  greedy.on('error', () => undefined)
  expect(await text(greedy).catch(() => '')).toBe('')
  const other = await reader(note('another'))
  goOn()
  await once(other, 'data')
  expect(begun).toEqual(['another'])
  other.destroy()
})

test('a holder that is told to stop begins no statement any more', async () => {
  const stop = new AbortController()
  const { reader, begun } = await holding(stop.signal)
  const socket = await reader(statement)
  expect(JSON.parse(String((await once(socket, 'data'))[0]))).toMatchObject({ kind: 'rows' })
  stop.abort()
  socket.write(`${JSON.stringify(statement)}\n`)
  expect(JSON.parse(String((await once(socket, 'data'))[0]))).toMatchObject({
    kind: 'failed',
    failure: { fields: { code: 'data-folder-locked' } },
  })
  expect(begun).toEqual(['statement'])
  socket.destroy()
})
