/**
 * Runs a hook: the summary on its stdin, the exit code in its environment, no shell, and a minute at most. A hook that fails is
 * a warning and never changes the exit code of the crawl.
 */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../../model/log.ts'
import type { Hook } from './configured-hooks.ts'

/** What a hook is told. */
export interface HookInput {
  /** The object that `crawl --json` prints; of a crawl that failed, its error. */
  readonly summary: object
  readonly exitCode: number
  readonly result: string | null
  readonly runId: string | null
}

export interface HookContext {
  readonly log: Log
  /** Default: a minute. */
  readonly limitMs?: number
  /** Default: that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const limitOfHookMs = 60_000
/** After this, what still holds the output of a hook that has ended is no longer waited for. */
const outputGraceMs = 1_000

/**
 * The variables that a hook inherits: what programs need to run at all. Everything else may be a secret, such as the URL of the
 * database or the cookie of a site.
 */
const inherited = /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]{1,20}|TZ|TMPDIR|XDG_RUNTIME_DIR)$/

/** Resolves when the hook has ended or was killed; never rejects. True if it ended with exit code 0. */
export async function runHook(
  { name, argv: [program, ...args] }: Hook,
  { summary, exitCode, result, runId }: HookInput,
  { log, limitMs = limitOfHookMs, environment = process.env }: HookContext,
): Promise<boolean> {
  const env = {
    ...Object.fromEntries(Object.entries(environment).filter(([key]) => inherited.test(key))),
    MONDO_EXIT_CODE: String(exitCode),
    MONDO_RESULT: result ?? '',
    MONDO_RUN_ID: runId ?? '',
  }
  const failed = (why: string): false => {
    log.warn({ hook: name, program }, `the hook ${name} failed: ${why}. The crawl is not affected`)
    return false
  }
  const child = started(program, args, env)
  if (child instanceof Error) return failed(`it cannot be started: ${child.message}`)
  const over = new Promise<{
    readonly code: number | null
    readonly signal: string | null
    readonly error?: Error
  }>((ended) => {
    child.on('error', (error) => ended({ code: null, signal: null, error }))
    child.on('exit', (code, signal) => ended({ code, signal }))
  })
  const output = Promise.all([
    logLines(child.stdout, { hook: name, stream: 'stdout' }, log),
    logLines(child.stderr, { hook: name, stream: 'stderr' }, log),
  ])
  // A hook need not read what it is told.
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${JSON.stringify(summary)}\n`)

  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    killGroup(child)
  }, limitMs)
  const end = await over
  clearTimeout(timer)
  await Promise.race([output, wait(outputGraceMs, undefined, { ref: false })])
  child.stdout.destroy()
  child.stderr.destroy()
  if (end.code === 0) return true
  const why =
    end.error !== undefined
      ? `it cannot be started: ${end.error.message}`
      : isLate
        ? `it was killed after ${limitMs / 1000} s`
        : `it ended with ${end.code === null ? end.signal : `exit code ${end.code}`}`
  return failed(why)
}

/**
 * `spawn` emits some failures, such as ENOENT, and throws others: ENOTDIR, ETXTBSY, E2BIG, and a name or argument that no
 * program can have.
 */
function started(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcessWithoutNullStreams | Error {
  try {
    // A process group of its own, so that what the hook starts can be ended with it.
    return spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

const mostLines = 1_000
const longestLine = 4_000

/** Each line of a hook's output becomes a line of the log. More than fits is left out, and said. */
async function logLines(
  stream: Readable,
  facts: { readonly hook: string; readonly stream: string },
  log: Log,
): Promise<void> {
  let lines = 0
  let pending = ''
  const note = (line: string): void => {
    lines += 1
    if (lines <= mostLines) log.info(facts, line.slice(0, longestLine))
    else if (lines === mostLines + 1) log.warn(facts, 'the hook writes more than is logged')
  }
  stream.setEncoding('utf8')
  try {
    for await (const chunk of stream) {
      const parts = `${pending}${chunk}`.split('\n')
      pending = (parts.pop() ?? '').slice(0, longestLine)
      for (const line of parts) note(line.replace(/\r$/, ''))
    }
  } catch {
    // Destroyed, because the hook is over and something else still holds its output.
  }
  if (pending !== '') note(pending)
}
