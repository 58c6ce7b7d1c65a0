/** Starts the parser thread before the command line is parsed, if `mondo parse` is called with one page. */
import { existsSync } from 'node:fs'

/**
 * The thread loads the parser while this one loads the program, which takes about as long. Does nothing for other commands.
 */
export async function startParserFor(args: readonly string[]): Promise<void> {
  if (!parsesOnePage(args)) return
  const { startEarly } = await import('../../workers/parser-threads.ts')
  startEarly()
}

/**
 * Guesses from the arguments of the program whether they name one page to parse. A false positive costs an unused thread, a
 * false negative only the time that an early start would have saved.
 */
export function parsesOnePage([command, ...args]: readonly string[]): boolean {
  if (command !== 'parse' || args.includes('--explain') || args.includes('--help')) return false
  return args.filter((arg) => arg === '-' || (isPageName(arg) && existsSync(arg))).length === 1
}

function isPageName(path: string): boolean {
  return /\.(?:x?html?|txt)(?:\.gz)?$/i.test(path)
}
