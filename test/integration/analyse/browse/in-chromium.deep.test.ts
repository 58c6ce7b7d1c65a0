/**
 * The pages of `mondo browse` and a report in a real browser: Debian's Chromium, where it is installed. Whatever strangers
 * wrote runs nothing and fetches nothing, nothing scrolls sideways, and axe finds nothing that keeps anyone out.
 */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { questionAddress } from '../../../../src/analyse/browse/addresses.ts'
import { readReport } from '../../../../src/analyse/report/read-report.ts'
import { reportFile } from '../../../../src/analyse/report/report-page.ts'
import { temporaryFolder } from '../../crawl/sample-crawl.ts'
import { freshStore } from '../../stores.ts'
import { hostileIds, hostileSites } from './hostile-threads.ts'
import { editedQuestion, serveSample } from './served.ts'

const executablePath = process.env['MONDO_CHROMIUM'] ?? '/usr/bin/chromium'

// As text, because they run in the page: the types of its document would be types of all of mondo.
const whatIsThere = `({
  title: document.title,
  scripts: document.scripts.length,
  images: document.images.length,
  handlers: [...document.querySelectorAll('*')].filter((one) => one.getAttributeNames().some((name) => name.startsWith('on'))).length,
  links: [...document.links].map(({ protocol }) => protocol).filter((protocol) => protocol !== 'http:' && protocol !== 'https:'),
  styled: getComputedStyle(document.body).marginTop === '0px',
})`
const howItLies = `({
  scrolled: document.documentElement.scrollWidth - innerWidth,
  footDirection: getComputedStyle(document.querySelector('.foot')).direction,
})`
interface Lay {
  readonly scrolled: number
  readonly footDirection: string
}
const whatAxeFinds = (rules: string) => `axe.run(${rules}).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes[0]?.html.slice(0, 200), nodes[0]?.failureSummary]))`

if (!existsSync(executablePath)) {
  test(`there is no Chromium at ${executablePath}: the pages are NOT proven in a browser here`, () => {
    process.stderr.write('Install it (apt-get install chromium), or name it by MONDO_CHROMIUM\n')
    expect(existsSync(executablePath)).toBe(false)
  })
} else {
  describe('in Chromium', inChromium)
}

function inChromium(): void {
  let browser: Browser
  let url: string
  let report: string

  beforeAll(async () => {
    const store = await freshStore('pglite')
    const { chromium } = await import('playwright-core')
    const [server, launched] = await Promise.all([
      serveSample(store, 6),
      chromium.launch({
        executablePath,
        // A name of anywhere else is no name: tests reach loopback alone.
        args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
        chromiumSandbox: false,
      }),
    ])
    url = server.url
    browser = launched
    const read = await readReport(store, { runId: null, since: null, until: null }, new Date())
    if (read === null) throw new Error('no report')
    const file = join(await temporaryFolder(), 'report.html')
    await writeFile(file, await reportFile(read))
    report = pathToFileURL(file).href
  })
  afterAll(async () => await browser?.close())

  const paths = () => [
    '/',
    '/?q=%E6%96%B9%E6%B3%95',
    '/?q=zzzz',
    '/people',
    '/checks',
    '/crawl',
    '/run',
    '/help',
    '/nowhere',
    `/history?site=${editedQuestion.site}&id=${editedQuestion.questionId}`,
    ...hostileIds.map((id, index) => questionAddress({ site: hostileSites[index] ?? '', id })),
    `/lineage?site=hostile&id=${encodeURIComponent(hostileIds[0])}`,
  ]

  /** Opens each in turn in one tab; what a page asks for beyond this server is told, and blocked. */
  async function visit(
    targets: readonly string[],
    look: (page: Page, target: string) => Promise<void>,
    media: {
      readonly colorScheme?: 'light' | 'dark'
      readonly media?: 'print'
      readonly width?: number
    } = {},
  ): Promise<readonly string[]> {
    const { width = 1000, ...emulated } = media
    // The policy of the page holds for its own scripts; axe is put in by the debugger, as an extension would be.
    const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: false })
    const beyond: string[] = []
    await context.route('**', async (route) => {
      const asked = route.request().url()
      const isOurs = asked.startsWith(url) || asked === report
      if (!isOurs || /owned/.test(asked)) beyond.push(asked)
      await (isOurs ? route.continue() : route.abort())
    })
    const page = await context.newPage()
    await page.emulateMedia(emulated)
    page.on('dialog', (dialog) => beyond.push(`dialog ${dialog.message()}`))
    page.on('popup', (popup) => beyond.push(`popup ${popup.url()}`))
    for (const target of targets) {
      await page.goto(new URL(target, url).href)
      await look(page, target)
    }
    await context.close()
    return beyond
  }

  test('nothing that strangers wrote runs, is fetched or leads anywhere but to the web', async () => {
    const beyond = await visit(paths(), async (page, target) => {
      const found = await page.evaluate(whatIsThere)
      expect([target, found]).toEqual([
        target,
        {
          title: expect.stringMatching(/ – mondo$/),
          scripts: 0,
          images: 0,
          handlers: 0,
          links: [],
          styled: true,
        },
      ])
    })
    expect(beyond).toEqual([])
  })

  test.each([
    ['a wide screen', 1200],
    ['a narrow one', 400],
  ])('on %s no page scrolls sideways, and direction controls turn nothing around', async (_, width) => {
    await visit(
      [...paths(), report],
      async (page, target) => {
        const { scrolled, footDirection } = await page.evaluate<Lay>(howItLies)
        expect([target, scrolled <= 0, footDirection]).toEqual([target, true, 'ltr'])
      },
      { width },
    )
  })

  test.each([
    ['light', '{}'],
    // What depends on colours; the rest is the same.
    ['dark', "{ runOnly: ['color-contrast'] }"],
  ] as const)('axe finds nothing wrong in %s colours', async (colorScheme, rules) => {
    const violations: unknown[] = []
    // Titles of 20,000 characters keep axe busy for seconds, and the others have found what it would.
    await visit(
      [...paths().filter((path) => !path.includes('c%23d') && !path.includes('%3Cscript%3E')), report],
      async (page, target) => {
        await page.evaluate(axe.source)
        for (const violation of await page.evaluate<unknown[]>(whatAxeFinds(rules)))
          violations.push([target, violation])
      },
      { colorScheme },
    )
    expect(violations).toEqual([])
  })

  test('print leaves out what only a screen needs, and keeps the charts', async () => {
    await visit(
      ['/', report],
      async (page, target) => {
        const shown = async (selector: string) => await page.locator(selector).first().isVisible()
        if (target === report)
          expect([await shown('svg.chart'), await shown('details.sql')]).toEqual([true, false])
        else
          expect([await shown('main h1'), await shown('form'), await shown('.top nav')]).toEqual([
            true,
            false,
            false,
          ])
      },
      { media: 'print' },
    )
  })

  test('a search by keyboard alone leads to a thread', async () => {
    await visit(['/'], async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement?.textContent')).toBe('To the content')
      await page.locator('#q').focus()
      await page.keyboard.type('部屋干し')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=/)
      await page.locator('.hits a').first().press('Enter')
      await page.waitForURL(/\/question\?/)
      expect(await page.locator('mark').first().textContent()).toBe('部屋干し')
    })
  })
}
