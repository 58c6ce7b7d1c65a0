import { expect, test } from 'vitest'
import { explanationReport } from '../../../src/cli/reports/explanation-report.ts'
import { explainPage } from '../../../src/parse/explain/explain.ts'
import { garden, gardenPage, gardenUrl } from '../../parse/layouts/garden.ts'

test('text that nothing claimed is shown with its element', () => {
  const html = gardenPage({ tail: '<p class="lost">Lost text.</p>' })
  const report = explanationReport('page.html', explainPage(html, { url: gardenUrl, sites: [garden] }))
  expect(report).toMatch(/text that nothing claimed:\n {2}\S.* > p\.lost {2}Lost text\.\n/)
  expect(report).not.toContain('null')
})
