/** Every failure as one line on stderr: `mondo: WHAT. WHAT TO DO`. */
import { CommanderError } from 'commander'
import { type ExitCode, exitCodeOfError, exitCodes } from '../../app/exit-codes.ts'
import { MondoError } from '../../model/errors.ts'
import { oneLine } from './one-line.ts'
import { plainReason } from './plain-reason.ts'

export interface Failure {
  readonly exitCode: ExitCode
  /** Null where commander has already printed everything (help, version). */
  readonly line: string | null
}

/** The message and exit code for an error. `commandName` is the command that a wrong option was given to: `mondo parse`. */
export function failureOf(error: unknown, commandName: string): Failure {
  if (error instanceof CommanderError) return commanderFailure(error, commandName)
  const exitCode = exitCodeOfError(error)
  if (error instanceof MondoError) return { exitCode, line: errorLine(error) }
  if (exitCode === exitCodes.stopped) {
    return { exitCode, line: sentence('stopped by a signal', 'Run it again to continue') }
  }
  // Of modules, pipes and threads too: whatever the process opens last.
  if (/\b(?:EMFILE|ENFILE)\b|too many open files/i.test(String(error)))
    return {
      exitCode,
      line: sentence(
        `no more files can be opened: ${error}`,
        'Raise the limit (ulimit -n), or lower --concurrency, then run it again',
      ),
    }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    exitCode,
    line: sentence(`unexpected: ${message}`, 'Run it again with --verbose for the stack trace and report it'),
  }
}

export function errorLine(error: MondoError): string {
  return sentence(error.message, error.hint)
}

/** @param files By their endings: `2 of *.css, 1 of *.png`. */
export function passedOverLine(files: string): string {
  return `mondo: not read, as neither pages nor archives: ${files}`
}

const alreadyPrinted: ReadonlySet<string> = new Set(['commander.helpDisplayed', 'commander.version'])

function commanderFailure(error: CommanderError, commandName: string): Failure {
  if (alreadyPrinted.has(error.code)) return { exitCode: exitCodes.done, line: null }
  // `mondo` alone: commander has written the whole help to stderr.
  if (error.code === 'commander.help') return { exitCode: exitCodes.usage, line: null }
  const what = error.message.replace(/^error: /, '')
  const where = commandName.replace(/^mondo ?/, '')
  return {
    exitCode: exitCodes.usage,
    line: sentence(where === '' ? what : `${where}: ${what}`, `See ${commandName} --help`),
  }
}

function sentence(what: string, hint: string | undefined): string {
  const parts = [what, hint ?? '']
    .map((part) => plainReason(onOneLine(part)).replace(/[.\s]{1,20}$/, ''))
    .filter((part) => part !== '')
  return `mondo: ${parts.join('. ')}`
}

/** A message may quote the page or the server: neither may drive the terminal or turn the direction of the line. */
function onOneLine(text: string): string {
  return oneLine(text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')).trim()
}
