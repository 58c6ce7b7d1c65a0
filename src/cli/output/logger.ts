/** Logs, always on stderr: pretty-printed on a terminal, JSON lines elsewhere, or as `--log-format` says. */
import { Writable } from 'node:stream'
import { type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino'
import { codeOf } from '../../model/errors.ts'
import type { Terminal } from './terminal.ts'

export async function createLogger(terminal: Terminal, verbose: boolean): Promise<Logger> {
  const level = verbose ? 'debug' : 'info'
  const options: LoggerOptions = {
    level,
    base: null,
    serializers: { err: (error: unknown) => errorFacts(error, verbose) },
  }
  if (terminal.logFormat === 'json') {
    const destination = pino.destination({ dest: 2, sync: true })
    // A log on a full disk must not end the crawl that it tells of.
    destination.on('error', () => undefined)
    const formatters = { level: (label: string) => ({ level: label }) }
    return pino({ ...options, formatters, timestamp: stdTimeFunctions.isoTime }, destination)
  }
  const { default: pretty } = await import('pino-pretty')
  const colorize = terminal.stderrIsTTY && process.env['NO_COLOR'] === undefined
  return pino(options, pretty({ destination: notes(terminal), ignore: 'pid,hostname', colorize }))
}

/** Writes log lines above a progress bar at the bottom of the screen. */
function notes(terminal: Terminal): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      terminal.writeNote(String(chunk))
      done()
    },
  })
}

/** The loggable facts of an error. Never all of its properties: pg attaches its client to them, and with it the password. */
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
