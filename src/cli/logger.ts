/** Logs for the person or the machine that runs mondo: always on stderr, pretty on a terminal, else JSON lines. */
import { type Logger, pino } from 'pino'
import type { Terminal } from './output.ts'

export async function createLogger(terminal: Terminal, verbose: boolean): Promise<Logger> {
  const level = verbose ? 'debug' : 'info'
  if (!terminal.stderrIsTTY) return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
  const { default: pretty } = await import('pino-pretty')
  return pino({ level, base: null }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname' }))
}
