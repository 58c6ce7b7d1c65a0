/**
 * HTML of report and browse: one tagged template that escapes whatever is put into it, and what the texts of pages need
 * beyond that. They are written by strangers, and may hold anything.
 */
import { html } from 'hono/html'

export { html } from 'hono/html'

/** A piece of HTML, or the promise of one. */
export type Html = ReturnType<typeof html>

/** Controls that turn the direction of what follows: left out where nothing can isolate them, as in a title. */
const directionControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text for a place that holds no markup: `<title>`, an attribute, SVG. */
export function bareText(text: string): string {
  return text.replace(directionControls, '').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
}

/** A short text of a page within a line of ours: it neither turns the line around nor leaves it. */
export function isolated(text: string): Html {
  return html`<bdi>${text}</bdi>`
}

/** The URL if a browser may follow it; null for `javascript:` and whatever else is not the web. */
export function webUrl(url: string | null): string | null {
  if (url === null) return null
  const parsed = URL.parse(url)
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:') ? parsed.href : null
}

/** A link that leaves this page, named by its text; the text alone where it leads nowhere on the web. */
export function outwardLink(url: string | null, text: string): Html {
  const href = webUrl(url)
  if (href === null) return isolated(text)
  return html`<a href="${href}" rel="noreferrer noopener external"><bdi>${text}</bdi></a>`
}

/** `2026-11-29 18:31:42`, UTC, for people and machines alike. */
export function timeText(time: Date): Html {
  const iso = time.toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`
}

/** As the site shows a time: `2021-03-15 19:44`, in its own time zone; in UTC, and saying so, where that is not known. */
export function siteTimeText(time: Date, timeZone: string | null): Html {
  if (timeZone === null) return html`${timeText(time)} UTC`
  // A fixed offset with minutes, `<+0530>-05:30` to Postgres, is `+05:30` to Intl.
  const [, hours, minutes] = /^<([+-]\d\d)(\d\d)>/.exec(timeZone) ?? []
  const zone = hours === undefined ? timeZone : `${hours}:${minutes}`
  const local = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone })
  return html`<time datetime="${time.toISOString()}" title="${timeZone}">${local.format(time)}</time>`
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

/** `1,234.5` */
export function numberText(value: number): string {
  return grouped.format(value)
}

/** `3.4 MB` */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${numberText(Number((bytes / 1000 ** step).toPrecision(3)))} ${units[step]}`
}
