/** Escapes text as HTML, and renders the small pieces that both layouts share. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A body as a page shows it: each line end is a `<br>`, pictures stand after the text. */
export function bodyHtml(body: string, imageUrls: readonly string[], lineBreak: string): string {
  const text = escapeHtml(body).replaceAll('\n', `${lineBreak}\n`)
  const pictures = imageUrls.map((url) => `${lineBreak}<img src="${escapeHtml(url)}" alt="" width="320">`)
  return text + pictures.join('')
}

/** `2013-07-08T12:34:00+09:00` as the pages write it: `2013/07/08 12:34`. */
export function writtenDate(postedAt: string): string {
  return postedAt.slice(0, 16).replaceAll('-', '/').replace('T', ' ')
}

/** Links within the site are root-relative, so that a page's bytes do not depend on the port. */
export function questionPath(questionId: string): string {
  return `/qa/q${questionId}.html`
}

/** `minutes` since 1970 on a Japanese clock. */
export function writtenTime(minutes: number): string {
  return `${new Date(minutes * 60_000).toISOString().slice(0, 19)}+09:00`
}
