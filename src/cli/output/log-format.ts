/** How lines on stderr are written: for people, or as JSON for programs that collect logs. */

export type LogFormat = 'text' | 'json'

/** Both kinds of lines on stderr. `notes` are those that are no log: the plan, the gate, errors. */
export interface StderrFormats {
  readonly log: LogFormat
  readonly notes: LogFormat
}

/** Commands that run for long, unattended: whatever they write to a pipe is one JSON object a line. */
const unattended: readonly (readonly string[])[] = [['crawl'], ['work'], ['reparse'], ['schedule', 'run']]

/**
 * By `--log-format` where the arguments have it, for errors in the other arguments too. Without it logs are text on a terminal
 * and JSON elsewhere, and notes are JSON where an unattended command writes to a pipe.
 */
export function stderrFormats(args: readonly string[], isTerminal: boolean): StderrFormats {
  const given = formatIn(args)
  if (given !== null) return { log: given, notes: given }
  return {
    log: isTerminal ? 'text' : 'json',
    notes: !isTerminal && isUnattended(args) ? 'json' : 'text',
  }
}

/** Whether the arguments call a long-running command that usually runs unattended. */
export function isUnattended(args: readonly string[]): boolean {
  return unattended.some((command) => command.every((word, i) => args[i] === word))
}

function formatIn(args: readonly string[]): LogFormat | null {
  const at = args.findLastIndex((arg) => arg === '--log-format' || arg.startsWith('--log-format='))
  const value = args[at]?.includes('=') === true ? args[at].slice('--log-format='.length) : args[at + 1]
  return at !== -1 && (value === 'json' || value === 'text') ? value : null
}

export type NoteLevel = 'info' | 'warn' | 'error'

/** A note as a line of the log: the same keys, in the same order. */
export function jsonNote(level: NoteLevel, text: string, now: Date): string {
  return JSON.stringify({ level, time: now.toISOString(), msg: text.replace(/^mondo: /, '') })
}
