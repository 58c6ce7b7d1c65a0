/** A run, as `mondo report` draws it. */
import type { Store } from '../../../database/store.ts'
import { MondoError } from '../../../model/errors.ts'
import { html } from '../../page/markup.ts'
import { readReport } from '../../report/read-report.ts'
import { reportBody } from '../../report/report-page.ts'
import { longPatienceMs } from '../ask.ts'
import type { Page } from '../shell.ts'
import { missingPage } from './missing-page.ts'

export async function runPage(store: Store, given: URLSearchParams, now: Date): Promise<Page> {
  const runId = given.get('run')
  try {
    const report = await readReport(store, { runId, since: null, until: null }, now, {
      timeoutMs: longPatienceMs,
    })
    if (report === null) return missingPage('Nothing was crawled yet.')
    return {
      title: report.title,
      main: html`<p class="back"><a href="/crawl">← The crawl</a></p>${reportBody(report)}`,
    }
  } catch (error) {
    if (error instanceof MondoError && error.code === 'usage' && error.message.includes(' run'))
      return missingPage(error.message)
    throw error
  }
}
