/** A page as a person reads it, by the simplest means: no parser of ours has a part in these tests. */
export function mainOf(html: string): string {
  const from = Math.max(html.indexOf('<main'), html.indexOf('<div class="okw_main">'))
  const to = Math.max(html.indexOf('</main>'), html.indexOf('<div class="okw_side">'))
  return html.slice(from, to)
}

/** Lines of visible text: tags removed, `<br>` as a line end, entities undone, other white space as it stands. */
export function visibleText(html: string): string {
  return html
    .replace(/<br ?\/?>\n?/g, '\n')
    .replace(/<\/?span[^>]*>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
