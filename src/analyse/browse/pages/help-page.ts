/** Keys, and how to search. */
import { html, numberText } from '../../page/markup.ts'
import { longPatienceMs, patienceMs } from '../ask.ts'
import { embeddedMs } from '../bounded-search.ts'
import { inTimeMs } from '../in-time.ts'
import { fewHits, mostHits } from '../search-filters.ts'
import { keys, type Page } from '../shell.ts'

export function helpPage(isEmbedded: boolean): Page {
  const main = html`<h1>Keys and help</h1>
<h2>Keys</h2>
<p>Hold <kbd>Alt</kbd> (Firefox: <kbd>Alt</kbd> and <kbd>Shift</kbd>; on a Mac: <kbd>Control</kbd> and <kbd>Option</kbd>), and press:</p>
<dl class="keys">${keys.map(([key, , what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
<p><kbd>Tab</kbd> goes from link to link; the first one on each page leads past the head. Tables that are wider than the page scroll with the arrow keys.</p>
<h2>Search</h2>
<p>It finds exact text, from one character on. All words must be in one text: a question with its title, or one answer. Put a phrase into "double quotes". Half and full width are equal (<span lang="ja">ＡＢＣ</span> and ABC, <span lang="ja">ｶﾞ</span> and <span lang="ja">ガ</span>); <span lang="ja">ひらがな</span> and <span lang="ja">カタカナ</span> differ.</p>
<p>A search looks for ${numberText(mostHits)} hits. Where they are not found within ${inTimeMs / 1000} seconds, it shows the first ${fewHits} and says so, with a link that looks for all ${numberText(mostHits)}. The parts on the side count the hits that were found. ${isEmbedded ? `This database is an embedded one: it cannot interrupt a statement that takes long. So a search goes beyond ${fewHits} hits only where those came within ${embeddedMs / 1000} seconds, or by the link. Where a crawl holds its folder, these pages read through that crawl, and end with it; where they hold it, a crawl can begin once mondo browse has ended.` : `A page whose statements take longer than ${patienceMs / 1000} seconds in all is ended; checks and reports have ${longPatienceMs / 1000}.`}</p>
<h2>As data</h2>
<p>Every list has its files: CSV, JSON (with its SQL), and the SQL alone, which <code>mondo sql</code> takes.</p>`
  return { title: 'Keys and help', main }
}
