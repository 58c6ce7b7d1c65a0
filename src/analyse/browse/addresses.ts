/** Addresses of the pages. Ids and names stand in the query, because they may hold whatever a path may not. */
import { type Html, html } from '../page/markup.ts'

/** Names of parameters with their values; one that is null or empty is left out. */
export type Parameters = Readonly<Record<string, string | number | null | undefined>>

export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

export interface ThreadKey {
  readonly site: string
  readonly id: string
}

export function questionAddress({ site, id }: ThreadKey, more: Parameters = {}): string {
  return address('/question', { site, id, ...more })
}

/** The name of a person, leading to what they have asked and answered; a dash where the page does not tell. */
export function personLink(site: string, name: string | null): Html {
  if (name === null) return html`<span class="none">name not shown</span>`
  return html`<a href="${address('/person', { site, name })}"><bdi>${name}</bdi></a>`
}

/** A fragment that names an answer, whatever its key holds. */
export function answerId(answerKey: string): string {
  return `answer-${encodeURIComponent(answerKey)}`
}
