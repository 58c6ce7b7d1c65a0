/** What stands around every page: the head, the search, the places to go, the keys. */
import { bareText, type Html, html } from '../page/markup.ts'
import { address } from './addresses.ts'

export interface Page {
  readonly title: string
  readonly main: Html
  /** What is searched for, kept in the field. */
  readonly query?: string
  readonly status?: 200 | 400 | 403 | 404 | 500 | 503
}

/** Browsers hold them with Alt, with Shift and Alt, or with Control and Option. */
export const keys = [
  ['s', '/', 'search'],
  ['n', '/?sort=new', 'newest questions'],
  ['p', '/people', 'people'],
  ['c', '/checks', 'data checks'],
  ['h', '/crawl', 'crawl health'],
  ['?', '/help', 'keys and help'],
] as const

const places = [
  ['/', 'Questions', 'n'],
  ['/people', 'People', 'p'],
  ['/checks', 'Checks', 'c'],
  ['/crawl', 'Crawl', 'h'],
  ['/help', 'Help', '?'],
] as const

export function shell({ title, main, query = '' }: Page, path: string): Html {
  // Long enough for a tab, whatever the page calls itself.
  const named = `${[...bareText(title)].slice(0, 120).join('')} – mondo`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${named}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="top">
<p class="brand"><a href="/"><span lang="ja">問答</span> mondo</a></p>
<search><form action="/" method="get"><label class="unseen" for="q">Search questions and answers</label>
<input id="q" name="q" type="search" value="${query}" placeholder="Search questions and answers" accesskey="s" maxlength="200" dir="auto"><button type="submit">Search</button></form></search>
<nav aria-label="Places"><ul class="row">${places.map(
    ([href, label, key]) =>
      html`<li><a href="${href}" accesskey="${key}"${path === href ? html` aria-current="page"` : ''}>${label}</a></li>`,
  )}</ul></nav>
</header>
<main id="main">
${main}
</main>
<footer class="foot"><p>Read-only, on this machine alone. Days, and times in a thread, are those of the site; all other times are UTC. <a href="${address('/help')}">Keys and help</a></p></footer>
</body>
</html>
`
}
