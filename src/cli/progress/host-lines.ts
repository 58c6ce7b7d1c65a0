/** What each host group of a crawl is at, in lines for people. Pure. */
import type { HostActivity } from '../../crawl/observer.ts'
import { oneLine } from '../output/table.ts'

export type HostActivities = ReadonlyMap<string, HostActivity>

/** More would push the log off the screen. */
export const hostsShown = 8

type State = 'working' | 'waiting' | 'parked' | 'done'

/** Those that something happens with first. */
const order: readonly State[] = ['working', 'waiting', 'parked', 'done']

const waits = {
  turn: 'for its turn',
  retry: 'to ask again',
  pace: 'its pace',
  backoff: 'asked for a pause',
} as const

/** A line a host, what happens next first, and one line that counts the hosts that have none. */
export function hostLines(hosts: HostActivities, now: Date): string[] {
  const sorted = sortedHosts(hosts)
  const lines = sorted
    .slice(0, hostsShown)
    .map(([hostGroup, activity]) => `  ${oneLine(hostGroup)}  ${activityText(activity, now)}`)
  const rest = sorted.slice(hostsShown)
  if (rest.length === 0) return lines
  const counts = order.flatMap((state) => {
    const count = rest.filter(([, { kind }]) => kind === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return [...lines, `  and ${rest.length} more: ${counts.join(', ')}`]
}

export function sortedHosts(hosts: HostActivities): (readonly [string, HostActivity])[] {
  return [...hosts].toSorted(
    ([a, first], [b, second]) =>
      order.indexOf(first.kind) - order.indexOf(second.kind) ||
      untilOf(first) - untilOf(second) ||
      (a < b ? -1 : 1),
  )
}

function untilOf(activity: HostActivity): number {
  return activity.kind === 'waiting' ? activity.until.getTime() : 0
}

function activityText(activity: HostActivity, now: Date): string {
  switch (activity.kind) {
    case 'working':
    case 'done':
      return activity.kind
    case 'parked':
      return oneLine(`parked: ${activity.reason}`)
    case 'waiting':
      return activity.until <= now
        ? `waiting ${waits.turn}`
        : `waiting until ${timeText(activity.until, now)} (${waits[activity.because]})`
  }
}

/** Of the clock on the wall; with its day where that is another one. */
function timeText(at: Date, now: Date): string {
  const time = at.toTimeString().slice(0, 8)
  if (at.toDateString() === now.toDateString()) return time
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${at.getFullYear()}-${month}-${day} ${time}`
}
