/** Prints the results of rounds. */
import type { Played } from './play.ts'

export function account(played: Played): string {
  const { atWork, idle, recoveries, leasesLost, requests, captures, repeated, smallestGap, seconds } = played
  return [
    `${atWork} killed at work, ${idle} idle`,
    `${recoveries} recoveries, ${leasesLost} leases lost`,
    `${requests} requests, ${captures} captures, ${repeated} pages twice`,
    `smallest gap ${smallestGap} of ${played.gap} ms, ${seconds} s`,
  ].join('; ')
}

export function inAll(all: readonly Played[]): string {
  const sum = (of: (played: Played) => number): number => all.reduce((total, played) => total + of(played), 0)
  const least = Math.min(...all.map(({ smallestGap }) => smallestGap))
  return [
    `${sum(({ atWork }) => atWork)} kills at work and ${sum(({ idle }) => idle)} others in ${all.length} rounds`,
    `${sum(({ recoveries }) => recoveries)} recoveries, ${sum(({ leasesLost }) => leasesLost)} leases lost`,
    `${sum(({ requests }) => requests)} requests, ${sum(({ repeated }) => repeated)} pages twice, smallest gap ${least} ms`,
  ].join('; ')
}
