/** Reads `$MONDO_LEASE_SECONDS`: how long a worker holds a job without renewing its lease. */
import { defaultLeaseSeconds, shortestLeaseSeconds } from '../queue/lease.ts'

/** Seconds; the default unless it is a whole number from 10. Must be the same for all workers of a database. */
export function leaseSeconds(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  const seconds = Number(environment['MONDO_LEASE_SECONDS'] ?? defaultLeaseSeconds)
  return Number.isInteger(seconds) && seconds >= shortestLeaseSeconds ? seconds : defaultLeaseSeconds
}
