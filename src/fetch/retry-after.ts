/** Reads the Retry-After header in both forms (RFC 9110, section 10.2.3). */
import { type Capture, headerOf } from '../model/capture.ts'

/** One day. Longer waits are capped, so that a host is tried once a day rather than forgotten. */
const longestWaitMs = 24 * 60 * 60 * 1000

/**
 * The earliest time for the next request to the host; null when the header is absent or unreadable. A date in the past
 * gives `now`; a date more than a day ahead gives `now` plus one day.
 */
export function retryAfter(capture: Pick<Capture, 'headers'>, now: Date): Date | null {
  const value = headerOf(capture.headers, 'retry-after')?.trim() ?? ''
  const waitMs = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : httpDate(value) - now.getTime()
  if (Number.isNaN(waitMs)) return null
  return new Date(now.getTime() + Math.min(Math.max(Math.ceil(waitMs), 0), longestWaitMs))
}

/** The three forms of RFC 9110, section 5.6.7. `Date.parse` alone would read the third as local time. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const rfc850 = /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/
const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/

function httpDate(text: string): number {
  if (imfFixdate.test(text) || rfc850.test(text)) return Date.parse(text)
  return asctime.test(text) ? Date.parse(`${text} GMT`) : Number.NaN
}
