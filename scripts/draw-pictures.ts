/**
 * Draws the pictures of the README from a crawl of the sample site: `npm run docs:pictures`. It needs Chromium at
 * /usr/bin/chromium, or where MONDO_CHROMIUM says.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { resolveCrawl } from '../src/app/crawl-settings.ts'
import { crawlIn } from '../src/app/open-crawl.ts'
import { serveBrowser } from '../src/app/pages/serve-browser.ts'
import { writeReport } from '../src/app/pages/write-report.ts'
import { openStore } from '../src/database/store.ts'
import { closing } from '../src/model/closing.ts'
import { silent } from '../src/model/log.ts'
import { onlyBundled } from '../src/parse/site/load-sites.ts'
import { startSampleSite } from '../src/sample-site/server.ts'

const pictures = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'mondo-pictures-'))
try {
  await draw()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function draw(): Promise<void> {
  const [archiveFolder, databaseUrl, report] = [
    join(folder, 'archive'),
    `pglite:${join(folder, 'db')}`,
    join(folder, 'report.html'),
  ] as const
  await crawlSampleSite(databaseUrl)
  await using store = closing(await openStore(databaseUrl))
  await writeReport(store, { runId: null, since: null, until: null }, { path: report, now: new Date() })
  await using server = closing(
    await serveBrowser({ store, archiveFolder, sites: onlyBundled, port: 0, log: silent }),
  )
  const { id } = await store.db
    .selectFrom('qa.question')
    .select(({ fn }) => fn.min<string>('question_id').as('id'))
    .where('status', '=', 'solved')
    .where('answer_count', '=', 4)
    .executeTakeFirstOrThrow()
  const browser = await chromium.launch({
    executablePath: process.env['MONDO_CHROMIUM'] ?? '/usr/bin/chromium',
    chromiumSandbox: false,
  })
  try {
    await shoot(browser, 'search', `${server.url}?q=%E6%96%B9%E6%B3%95`, 'light', 0)
    await shoot(browser, 'thread', `${server.url}question?site=sample&id=${id}`, 'dark', 0)
    await shoot(browser, 'report', pathToFileURL(report).href, 'light', 640)
  } finally {
    await browser.close()
  }
}

async function crawlSampleSite(databaseUrl: string): Promise<void> {
  await using site = closing(await startSampleSite({ questions: 120 }))
  const settings = {
    urls: [`${site.url}/`],
    data: folder,
    db: databaseUrl,
    site: 'sample',
    hostGroup: 'sample',
  }
  await crawlIn({ onlyOrigin: site.url }, resolveCrawl({ ...settings, rate: 30, allowPrivate: true }))
}

/** A screen of the page from `top` on. */
async function shoot(
  browser: Browser,
  name: string,
  url: string,
  colorScheme: 'light' | 'dark',
  top: number,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 960, height: 640 }, colorScheme })
  await page.goto(url)
  await page.evaluate(`scrollTo(0, ${top})`)
  const path = join(pictures, `${name}.png`)
  await page.screenshot({ path })
  const { size } = await stat(path)
  process.stdout.write(`docs/pictures/${name}.png ${Math.round(size / 1000)} kB\n`)
}
