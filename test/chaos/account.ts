/** Prints the results of rounds. */
import type { RoundResult } from './run-round.ts'

export function account(result: RoundResult): string {
  const { atWork, idle, recoveries, leasesLost, requests, captures, repeated, smallestGap, seconds } = result
  return [
    `${atWork} killed at work, ${idle} idle`,
    `${recoveries} recoveries, ${leasesLost} leases lost`,
    `${requests} requests, ${captures} captures, ${repeated} pages twice`,
    `smallest gap ${smallestGap} of ${result.gap} ms, ${seconds} s`,
  ].join('; ')
}

export function inAll(all: readonly RoundResult[]): string {
  const sum = (of: (result: RoundResult) => number): number =>
    all.reduce((total, result) => total + of(result), 0)
  const least = Math.min(...all.map(({ smallestGap }) => smallestGap))
  return [
    `${sum(({ atWork }) => atWork)} kills at work and ${sum(({ idle }) => idle)} others in ${all.length} rounds`,
    `${sum(({ recoveries }) => recoveries)} recoveries, ${sum(({ leasesLost }) => leasesLost)} leases lost`,
    `${sum(({ requests }) => requests)} requests, ${sum(({ repeated }) => repeated)} pages twice, smallest gap ${least} ms`,
  ].join('; ')
}
