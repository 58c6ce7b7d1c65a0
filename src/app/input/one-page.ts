/** Starts the thread of a `mondo parse` of one page before the command line is read. */
import { existsSync } from 'node:fs'

/** The thread loads the parser while this one loads the program, which takes as long. Without such a command nothing happens. */
export async function startParserFor(args: readonly string[]): Promise<void> {
  if (!parsesOnePage(args)) return
  const { startEarly } = await import('../../workers/parser-threads.ts')
  startEarly()
}

/**
 * Whether the arguments, those of the program, name one page to parse, as far as their looks tell. A wrong yes costs a thread
 * that nobody uses, a wrong no the time that it would have saved.
 */
export function parsesOnePage([command, ...args]: readonly string[]): boolean {
  if (command !== 'parse' || args.includes('--explain') || args.includes('--help')) return false
  return args.filter((arg) => arg === '-' || (isPageName(arg) && existsSync(arg))).length === 1
}

function isPageName(path: string): boolean {
  return /\.(?:x?html?|txt)(?:\.gz)?$/i.test(path)
}
