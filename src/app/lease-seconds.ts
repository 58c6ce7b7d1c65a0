/** How long a worker holds a job without confirming its lease, from `$MONDO_LEASE_SECONDS`. */
import { defaultLeaseSeconds, shortestLeaseSeconds } from '../queue/lease.ts'

/** Seconds; the default for what is no whole number of at least 10. Must be the same for all workers of a database. */
export function leaseSeconds(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  const seconds = Number(environment['MONDO_LEASE_SECONDS'] ?? defaultLeaseSeconds)
  return Number.isInteger(seconds) && seconds >= shortestLeaseSeconds ? seconds : defaultLeaseSeconds
}
