/** Whether the process that wrote a lock file still runs. A pid alone does not tell: the system gives it away again. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

export interface LockHolder {
  readonly pid: number
  /** Start time in clock ticks since boot; null where there is no /proc (macOS, Windows). */
  readonly startedAt: string | null
  readonly host: string
}

export function thisProcess(): LockHolder {
  return { pid: process.pid, startedAt: startTimeOf(process.pid), host: hostname() }
}

/** A holder on another host cannot be asked, so it counts as living: two writers would lose rows. */
export function isLiving(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true
  if (!exists(holder.pid)) return false
  const startedAt = startTimeOf(holder.pid)
  if (startedAt === null) return !hasProc
  return holder.startedAt === null || holder.startedAt === startedAt
}

const hasProc = statusOf(process.pid) !== null

/** Null for a process that is not there any more; a zombie has ended too and only waits for its parent. */
function startTimeOf(pid: number): string | null {
  const fields = statusOf(pid)
  const [state] = fields ?? []
  // proc_pid_stat(5): field 3 is the state, field 22 the start time.
  return state === 'Z' || state === 'X' ? null : (fields?.[22 - 3] ?? null)
}

/** The fields from the third on. The second, the name, may itself hold spaces and brackets. */
function statusOf(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
