/** Logs for the person or the machine that runs mondo: always on stderr, pretty on a terminal, else JSON lines. */
import { Writable } from 'node:stream'
import { type Logger, pino } from 'pino'
import { codeOf } from '../../model/errors.ts'
import type { Terminal } from './terminal.ts'

export async function createLogger(terminal: Terminal, verbose: boolean): Promise<Logger> {
  const level = verbose ? 'debug' : 'info'
  const options = { level, base: null, serializers: { err: (error: unknown) => errorFacts(error, verbose) } }
  if (!terminal.stderrIsTTY) return pino(options, pino.destination({ dest: 2, sync: true }))
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ destination: notes(terminal), ignore: 'pid,hostname' }))
}

/** Above what is drawn at the bottom of the screen. */
function notes(terminal: Terminal): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      terminal.writeNote(String(chunk))
      done()
    },
  })
}

/** What a log says of an error. Never all its properties: the driver hangs its client there, and with it the login. */
export function errorFacts(error: unknown, verbose: boolean): Readonly<Record<string, string>> {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = codeOf(error)
  return {
    type: error.name,
    message: error.message,
    ...(code === null ? {} : { code }),
    ...(verbose && error.stack !== undefined ? { stack: error.stack } : {}),
  }
}
