/** A report as HTML: what stands in a page of `mondo browse`, and one file that needs nothing beside itself. */
import { readFile } from 'node:fs/promises'
import { raw } from 'hono/html'
import { mondoVersion } from '../../model/package-files.ts'
import { dataTable, statementDetails } from '../page/data-table.ts'
import { bareText, bytesText, type Html, html, numberText, timeText } from '../page/markup.ts'
import { styleSheet } from '../page/style-sheet.ts'
import { figureHtml, objects } from './figure.ts'
import type { Report } from './read-report.ts'

/** Opens from a disk, without a network and without a script. */
export async function reportFile(report: Report): Promise<string> {
  const style = await readFile(styleSheet, 'utf8')
  const title = `${bareText(report.title)} – mondo`
  // Nothing in it is to be fetched or run, whoever opens it and wherever.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
${raw(style)}</style>
</head>
<body>
<header class="top"><p class="brand"><span lang="ja">問答</span> mondo</p></header>
<main>
${reportBody(report)}
</main>
<footer class="foot"><p>Made by mondo ${mondoVersion()}. Times are UTC, and days those of the site. Each figure has its table and its SQL: paste it into <code>mondo sql</code>.</p></footer>
</body>
</html>
`
  return String(page)
}

/** What stands between head and foot. */
export function reportBody({
  title,
  readAt,
  runs,
  runsStatement,
  totals,
  totalsStatement,
  chapters,
}: Report): Html {
  return html`<h1>${title}</h1>
<p class="lead">${spanOf(runs)} Read at ${timeText(readAt)} UTC.</p>
${tiles(totals)}
${statementDetails(totalsStatement)}
<nav class="contents" aria-label="Chapters"><ul class="row">${chapters.map((chapter) => html`<li><a href="#${slug(chapter.title)}">${chapter.title}</a></li>`)}</ul></nav>
<section class="figure" aria-labelledby="runs"><h2 id="runs">${runs.rows.length === 1 ? 'The run' : 'The runs'}</h2>
${dataTable({ caption: 'Runs', ...runs })}
${statementDetails(runsStatement)}</section>
${chapters.map(
  (chapter) => html`<section class="chapter" aria-labelledby="${slug(chapter.title)}">
<h2 id="${slug(chapter.title)}">${chapter.title}</h2>
${chapter.figures.map(figureHtml)}</section>
`,
)}`
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(' ', '-')
}

function spanOf(runs: Report['runs']): Html {
  const [run] = objects(runs)
  if (run === undefined || runs.rows.length > 1) return html`${numberText(runs.rows.length)} crawls.`
  const { started_at: from, ended_at: to, result } = run
  const begun = from instanceof Date ? timeText(from) : null
  if (!(to instanceof Date)) return html`Began ${begun}, and has not ended.`
  return html`${begun} to ${timeText(to)} UTC, result <strong>${String(result ?? 'unknown')}</strong>.`
}

function tiles(totals: Report['totals']): Html {
  const shown = [
    ['visits', 'pages visited'],
    ['loaded', 'new or changed'],
    ['unchanged', 'unchanged'],
    ['rejected', 'rejected'],
    ['failed', 'failed'],
    ['requests', 'requests'],
    ['bytes', 'received'],
    ['questions', 'questions here'],
    ['answers', 'answers here'],
  ] as const
  return html`<dl class="tiles">${shown.map(([name, label]) => {
    const value = totals[name] ?? 0
    const alarming = (name === 'rejected' || name === 'failed') && value > 0
    return html`<div${alarming ? raw(' class="alarm"') : ''}><dt>${label}</dt><dd>${name === 'bytes' ? bytesText(value) : numberText(value)}</dd></div>`
  })}</dl>`
}
