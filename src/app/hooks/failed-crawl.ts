/** The hook of a crawl that fails: it has no summary, so its hook is told the error. */
import { databaseError } from '../../database/errors.ts'
import { exitCodeOfError } from '../exit-codes.ts'
import type { Hook } from './configured-hooks.ts'
import { type HookContext, runHook } from './run-hook.ts'

/** Awaits a crawl. Where it throws, runs the hook, if there is one, with the error as its summary, and throws the same. */
export async function tellingOfFailure<End>(
  crawling: Promise<End>,
  hook: Hook | null,
  context: HookContext,
): Promise<End> {
  try {
    return await crawling
  } catch (error) {
    const why = databaseError(error) ?? error
    const exitCode = exitCodeOfError(why)
    const message = why instanceof Error ? why.message : String(why)
    const summary = { runId: null, result: null, exitCode, error: message }
    if (hook !== null) await runHook(hook, { ...summary, summary }, context)
    throw error
  }
}
