/** The data checks, run now: what the data says of itself that cannot be. */
import type { Store } from '../../../database/store.ts'
import { dataTable } from '../../page/data-table.ts'
import { type Html, html, numberText } from '../../page/markup.ts'
import { type CheckResult, runChecks } from '../../run-checks.ts'
import { questionAddress } from '../addresses.ts'
import { longPatienceMs } from '../ask.ts'
import type { Page } from '../shell.ts'

/** In the order in which a person should look at them. */
const results = ['failed', 'warned', 'passed', 'skipped'] as const

/** All checks, those to look at first before the others. */
export type CheckNow = () => Promise<readonly CheckResult[]>

/** Runs the checks once at a time: who asks while they run is given what they find. */
export function checking(store: Store): CheckNow {
  let running: Promise<readonly CheckResult[]> | null = null
  return () => {
    running ??= runChecks(store, { timeoutMs: longPatienceMs })
      .then((checks) => checks.toSorted((a, b) => results.indexOf(a.result) - results.indexOf(b.result)))
      .finally(() => {
        running = null
      })
    return running
  }
}

export async function checksPage(check: CheckNow): Promise<Page> {
  const checks = await check()
  const failed = checks.filter(({ result }) => result === 'failed').length
  const warned = checks.filter(({ result }) => result === 'warned').length
  const main = html`<h1>Data checks</h1>
<p class="lead" role="status">${verdict(failed, warned, checks.length)}</p>
<ul class="row"><li><a href="/checks.csv">CSV</a></li><li><a href="/checks.json">JSON</a></li></ul>
<div class="checks">${checks.map(checkHtml)}</div>
<p class="note">Each check is one query: <code>sql/checks</code> has them, and <code>mondo check</code> runs them.</p>`
  return { title: 'Data checks', main }
}

function verdict(failed: number, warned: number, all: number): Html {
  if (failed > 0)
    return html`<strong class="alarm">${failed} of ${all} checks failed.</strong> The rows they found are below.`
  if (warned > 0) return html`No check failed; ${warned} of ${all} warned.`
  return html`All ${all} checks passed.`
}

function checkHtml({ name, description, severity, result, offending, examples }: CheckResult): Html {
  const [first] = examples
  const columns = Object.keys(first ?? {})
  const at = (name: string) => columns.indexOf(name)
  return html`<section class="check ${result}" aria-labelledby="check-${name}">
<h2 id="check-${name}"><span class="badge ${result}">${result}</span> ${name}</h2>
<p class="about">${description}${severity === 'warning' ? ' Such rows may be right: it only warns.' : ''}</p>
${
  offending === 0
    ? null
    : html`<p>${numberText(offending)} ${offending === 1 ? 'row' : 'rows'}, the first of them:</p>${dataTable(
        {
          caption: `Rows found by ${name}`,
          columns,
          rows: examples.map((example) => columns.map((column) => example[column])),
          cells: {
            question_id: (value, row) =>
              html`<a href="${questionAddress({ site: String(row[at('site')]), id: String(value) })}"><bdi>${String(value)}</bdi></a>`,
          },
        },
      )}`
}
</section>
`
}
