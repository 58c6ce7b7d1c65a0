/** The page for what is not here. */
import { html } from '../../page/markup.ts'
import type { Page } from '../shell.ts'

export function missingPage(what: string): Page {
  const main = html`<h1>Not here</h1>
<p class="empty">${what} <a href="/">Search the questions</a>, or see <a href="/crawl">what was crawled</a>.</p>`
  return { title: 'Not here', main, status: 404 }
}
