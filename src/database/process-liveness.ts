/** Tells whether the process that wrote a lock file still runs. A pid alone is not enough: the system reuses it. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

export interface LockHolder {
  readonly pid: number
  /** Start time in clock ticks since boot; null where there is no /proc (macOS, Windows). */
  readonly startedAt: string | null
  readonly host: string
}

export function thisProcess(): LockHolder {
  return { pid: process.pid, startedAt: statusOf(process.pid)?.startedAt ?? null, host: hostname() }
}

export function isOfThisHost(holder: LockHolder): boolean {
  return holder.host === hostname()
}

/**
 * Judges a holder on this host. In doubt the holder counts as living, because two writers would lose rows. There is doubt if
 * the pid is in use and /proc is missing or hides other users' processes (hidepid). A holder on another host counts as living.
 */
export function isLiving(holder: LockHolder): boolean {
  if (!isOfThisHost(holder)) return true
  if (!exists(holder.pid)) return false
  const status = statusOf(holder.pid)
  if (status === null) return true
  // A zombie has ended; its parent has not yet collected its exit status.
  if (status.state === 'Z' || status.state === 'X') return false
  return holder.startedAt === null || holder.startedAt === status.startedAt
}

/** proc_pid_stat(5): field 3 is the state, field 22 the start time. Field 2, the name, may hold spaces and brackets. */
function statusOf(pid: number): { readonly state: string; readonly startedAt: string | null } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fromThird = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fromThird[0] ?? '', startedAt: fromThird[22 - 3] ?? null }
  } catch {
    return null
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
