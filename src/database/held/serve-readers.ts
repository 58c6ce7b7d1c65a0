/**
 * The holder's side: lets other processes read an embedded database that this process holds, over a Unix socket for its user
 * alone. One request is one statement in a transaction that only reads and is rolled back; one runs at a time, and only when
 * no statement of this process waits, or has let a reader wait for a second. What nobody waits for any more is not begun.
 */
import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { MondoError } from '../../model/errors.ts'
import type { EmbeddedDatabase, EmbeddedTransaction } from '../embedded/embedded-database.ts'
import { toPlain } from '../embedded/thread-calls.ts'
import { cursorPrefix, hasNoCursor } from '../read-cursor.ts'
import {
  type HeldRows,
  type HolderAnswer,
  type HolderRequest,
  lineReader,
  maxHeldCharacters,
  maxHeldRows,
  waitedInVain,
} from './messages.ts'

/** What the holder does for another process, by name. Input and result are JSON. */
export type HolderCommands = Map<string, (input: unknown) => Promise<unknown>>

export interface HeldDatabase extends EmbeddedDatabase {
  /** Resolves when no call waits, or after the limit. */
  idle(limitMs: number): Promise<void>
}

export interface Readers {
  /** Ends all connections and removes the socket. */
  close(): Promise<void>
}

/** How long the statements of the holder go before a reader's. */
const patienceMs = 1_000

/** Requests of one reader that wait. Who asks for more does not listen to the answers. */
const mostWaiting = 100

/**
 * Null if no socket can be made there: then the folder cannot be read while it is held. Once `stopping` aborts, no statement
 * begins: one that ran for five seconds would end the database that the holder still has to write to.
 */
export async function serveReaders(
  database: HeldDatabase,
  path: string,
  commands: HolderCommands,
  stopping?: AbortSignal,
): Promise<Readers | null> {
  const sockets = new Set<Socket>()
  let turn: Promise<unknown> = Promise.resolve()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setEncoding('utf8').unref()
    socket.on('close', () => sockets.delete(socket))
    // A reader that has left: nobody is there to be told.
    socket.on('error', () => socket.destroy())
    let waiting = 0
    const take = lineReader((line) => {
      if (waiting === mostWaiting) socket.destroy()
      if (socket.destroyed) return
      waiting += 1
      const arrivedAt = performance.now()
      turn = turn.then(async () => {
        waiting -= 1
        // Not readable: the reader has gone.
        if (!socket.readable) return
        const said = await answer({ line, arrivedAt }, database, commands, stopping)
        if (!socket.destroyed) socket.write(`${JSON.stringify(said)}\n`)
      })
    })
    socket.on('data', (chunk: string) => take(chunk))
  })
  server.unref()
  // What a killed holder left. This process has the lock, so no other one listens there.
  await rm(path, { force: true })
  if (!(await isListening(server, path))) return null
  return {
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await rm(path, { force: true })
    },
  }
}

async function isListening(server: Server, path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  server.once('error', () => resolve(false))
  server.once('listening', () => resolve(true))
  // The socket is made in this call: nobody else may use it even for a moment.
  const mask = process.umask(0o177)
  server.listen(path)
  process.umask(mask)
  if (!(await promise)) return false
  server.on('error', () => undefined)
  await chmod(path, 0o600)
  return true
}

async function answer(
  { line, arrivedAt }: { readonly line: string; readonly arrivedAt: number },
  database: HeldDatabase,
  commands: HolderCommands,
  stopping: AbortSignal | undefined,
): Promise<HolderAnswer> {
  try {
    const request = JSON.parse(line) as HolderRequest
    if (request.kind === 'command') {
      const command = commands.get(request.name)
      if (command === undefined) throw notTaken(request.name)
      return { kind: 'done', value: (await command(request.input)) ?? null }
    }
    await database.idle(patienceMs)
    const { timeoutMs } = request
    if (timeoutMs !== undefined && performance.now() - arrivedAt >= timeoutMs) throw waitedInVain(timeoutMs)
    if (stopping?.aborted === true) throw isStopping()
    const result = await database.transaction(async (transaction) => {
      const rows = await readRows(transaction, request)
      await transaction.rollback()
      return rows
    })
    return { kind: 'rows', result }
  } catch (error) {
    return { kind: 'failed', failure: toPlain(error) }
  }
}

function isStopping(): MondoError {
  return new MondoError('data-folder-locked', 'The process that holds the data folder is stopping.', {
    hint: 'Wait until it has ended, then run this again',
  })
}

function notTaken(name: string): MondoError {
  return new MondoError(
    'data-folder-locked',
    `The process that holds the data folder does not take ${name}.`,
    {
      hint: 'Wait until it ends, then run this again',
    },
  )
}

const fetchSize = 500

async function readRows(
  transaction: EmbeddedTransaction,
  { text, parameters, maxRows }: Extract<HolderRequest, { kind: 'statement' }>,
): Promise<HeldRows> {
  await transaction.exec('set transaction isolation level repeatable read, read only; select 1')
  if (hasNoCursor(text)) return { ...(await transaction.texts(text, parameters)), isCut: false }
  await transaction.texts(cursorPrefix + text, parameters)
  const most = Math.min(maxRows, maxHeldRows)
  const rows: HeldRows['rows'][number][] = []
  let characters = 0
  for (;;) {
    const batch = await transaction.texts(`fetch ${fetchSize} from mondo_rows`)
    for (const row of batch.rows) {
      characters += row.reduce((sum, value) => sum + (value?.length ?? 0), 0)
      if (rows.length === most || characters > maxHeldCharacters)
        return { fields: batch.fields, rows, isCut: true }
      rows.push(row)
    }
    if (batch.rows.length < fetchSize) return { fields: batch.fields, rows, isCut: false }
  }
}
