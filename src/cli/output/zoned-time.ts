/** Times as people in a time zone read them. */

/** As in `2026-11-30 03:00 GMT+9`. */
export function zonedTime(at: Date, timeZone: string): string {
  const options = { timeZone, hourCycle: 'h23', timeZoneName: 'short' } as const
  const parts = new Intl.DateTimeFormat('en-US', {
    ...options,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`
}
