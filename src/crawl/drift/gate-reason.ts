/** Why the parse gate tripped, in one sentence: for the log, `crawl.host.parked_reason` and whoever asks for the status. */
import type { BrokenField, Coverage } from '../../model/drift-report.ts'
import { readField } from './drift-test.ts'

export function gateReason({ field, layout, before, now }: BrokenField): string {
  const lacking = now.pages - Math.round(now.pages * now.share)
  const said =
    field === readField
      ? `${lacking} of the last ${now.pages} question pages were rejected${usually(before)}`
      : `${lacking} of the last ${now.pages} pages of ${layout} ${lack(field)}${usually(before)}`
  return `${said}: the layout may have changed`
}

/** Warnings are counted by the pages without them. */
function lack(field: string): string {
  return field.startsWith('no ') ? `trip ${field.slice(3)}` : `lack ${field}`
}

function usually({ pages, share }: Coverage): string {
  return pages === 0 ? '' : `, ${Math.round((1 - share) * 100)} % before`
}
