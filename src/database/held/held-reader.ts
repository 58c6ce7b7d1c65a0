/** The reader's side: asks the process that holds a data folder, one request after the other. */
import { connect, type Socket } from 'node:net'
import { MondoError } from '../../model/errors.ts'
import {
  errorOf,
  type HeldRows,
  type HolderAnswer,
  type HolderRequest,
  lineReader,
  maxHeldRows,
  waitedInVain,
} from './messages.ts'

export interface HeldReader {
  /** One statement that reads. Its result is whole, or `isCut` at `maxRows`. */
  read(text: string, parameters?: readonly (string | null)[], limits?: HeldLimits): Promise<HeldRows>
  /** Lets the holder do something; throws `data-folder-locked` where it does not take that. */
  command(name: string, input: unknown): Promise<unknown>
  close(): Promise<void>
}

export interface HeldLimits {
  /** At most `maxHeldRows`, the default. */
  readonly maxRows?: number
  /** How long to wait for the answer; 0 for ever. A statement that has begun goes on in the holder. */
  readonly timeoutMs?: number
}

/** Null if nobody listens there. */
export async function connectToHolder(path: string): Promise<HeldReader | null> {
  const socket = connect(path)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  socket.once('connect', () => resolve(true))
  socket.once('error', () => resolve(false))
  if (!(await promise)) return null
  return heldReader(socket)
}

function heldReader(socket: Socket): HeldReader {
  const waiting: PromiseWithResolvers<HolderAnswer>[] = []
  const end = () => {
    for (const { reject } of waiting.splice(0)) reject(holderGone())
  }
  socket.setEncoding('utf8')
  socket.on('error', end)
  socket.on('close', end)
  const take = lineReader((line) => waiting.shift()?.resolve(JSON.parse(line) as HolderAnswer))
  socket.on('data', (chunk: string) => take(chunk))

  async function ask(request: HolderRequest, timeoutMs = 0): Promise<HolderAnswer> {
    if (socket.destroyed) throw holderGone()
    const answer = Promise.withResolvers<HolderAnswer>()
    waiting.push(answer)
    socket.write(`${JSON.stringify(request)}\n`)
    const timer =
      timeoutMs > 0 ? setTimeout(() => answer.reject(waitedInVain(timeoutMs)), timeoutMs) : undefined
    try {
      const said = await answer.promise
      if (said.kind === 'failed') throw errorOf(said.failure)
      return said
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async read(text, parameters = [], { maxRows = maxHeldRows, timeoutMs = 0 } = {}) {
      const said = await ask(
        { kind: 'statement', text, parameters, maxRows, ...(timeoutMs > 0 ? { timeoutMs } : {}) },
        timeoutMs,
      )
      if (said.kind !== 'rows') throw new TypeError('the holder gave no rows')
      return said.result
    },
    async command(name, input) {
      const said = await ask({ kind: 'command', name, input })
      return said.kind === 'done' ? said.value : null
    },
    close: async () => void socket.destroy(),
  }
}

function holderGone(): MondoError {
  return new MondoError(
    'data-folder-locked',
    'The process that holds the data folder has ended or closed it.',
    {
      hint: 'Run this again: the folder is free now, or somebody else has it',
    },
  )
}
