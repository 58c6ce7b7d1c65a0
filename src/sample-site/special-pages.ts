/** The pages that are neither questions nor lists: front page, "not found", members' page, robots.txt, sitemaps. */
import type { Chrome } from './chrome.ts'
import { questionPath, writtenTime } from './html.ts'
import { sampleQuestion } from './question.ts'
import { categories } from './topics.ts'
import { askedAt, questionIdOf, type World } from './world.ts'

export const samplePaths = {
  front: '/',
  newQuestions: '/list/new_question',
  robots: '/robots.txt',
  sitemap: '/sitemap.xml',
  /** Linked from the newest questions; 404. */
  gone: '/qa/q1999999.html',
  /** "No such page" with status 200, as some sites answer. Linked from nowhere. */
  softGone: '/qa/q1999998.html',
  /** Linked from the newest questions; robots.txt forbids it. */
  disallowed: '/qa/q999999999.html',
} as const

export function frontPage(chrome: Chrome): string {
  const lists = categories.map(({ slug, name }) => `<li><a href="/list/category/${slug}">${name}</a></li>`)
  const main = `<h1 class="a-title a-title--lg">みんなの相談所</h1>
<p class="p-front">知りたいことを聞いて、知っていることを答える場所です。</p>
<ul class="p-front__lists"><li><a href="${samplePaths.newQuestions}">新着の質問</a></li>
${lists.join('\n')}
</ul>`
  return plainPage(chrome, { title: 'トップ', description: '質問と回答の広場', canonical: '/', main })
}

export function notFoundPage(chrome: Chrome): string {
  const main = `<h1 class="a-title a-title--lg a-title--blk">ページが見つかりません</h1>
<p class="p-error">お探しのページは削除されたか、住所が変わった可能性があります。</p>`
  return plainPage(chrome, { title: 'ページが見つかりません', main })
}

export function membersPage(chrome: Chrome): string {
  const main = `<h1 class="a-title a-title--lg">会員専用のページです</h1>
<p class="p-error">続きを読むにはログインしてください。</p>`
  return plainPage(chrome, { title: '会員専用', main })
}

interface PlainPage {
  readonly title: string
  readonly description?: string
  readonly canonical?: string
  readonly main: string
}

function plainPage(chrome: Chrome, { title, description = '', canonical, main }: PlainPage): string {
  const look = { encoding: 'utf-8', labelled: 'header' } as const
  return chrome.current({ title, description, canonical: canonical ?? null, look, main })
}

export function robotsTxt(origin: string): string {
  return `# みんなの相談所
User-agent: *
Disallow: ${samplePaths.disallowed}
Disallow: /login
Disallow: /search
Disallow: /profile/
Allow: /

User-agent: greedybot
Disallow: /

Sitemap: ${origin}${samplePaths.sitemap}
`
}

/** The limit of the sitemap protocol (sitemaps.org), which sites with more questions answer with an index. */
const urlsPerSitemap = 50_000

/** `/sitemap.xml` and, for large worlds, `/sitemap-N.xml`; null for any other path. */
export function sitemapXml(world: World, path: string, origin: string): string | null {
  const parts = Math.ceil(world.questions / urlsPerSitemap)
  if (path === samplePaths.sitemap) {
    if (parts <= 1) return urlSet(world, 0, origin)
    const maps = Array.from(
      { length: parts },
      (_, at) => `<sitemap><loc>${origin}/sitemap-${at + 1}.xml</loc></sitemap>`,
    )
    return sitemapOf('sitemapindex', maps)
  }
  const number = Number(/^\/sitemap-(\d{1,6})\.xml$/.exec(path)?.[1])
  return parts > 1 && number >= 1 && number <= parts ? urlSet(world, number - 1, origin) : null
}

function urlSet(world: World, part: number, origin: string): string {
  const start = part * urlsPerSitemap
  const end = Math.min(world.questions, start + urlsPerSitemap)
  const urls = Array.from(
    { length: Math.max(0, end - start) },
    (_, at) =>
      `<url><loc>${origin}${questionPath(questionIdOf(world, start + at))}</loc>${lastmod(world, start + at)}</url>`,
  )
  return sitemapOf('urlset', urls)
}

/** A site that evolves says when a question last changed. */
function lastmod(world: World, index: number): string {
  const { evolution } = world
  if (evolution === undefined) return ''
  const past = sampleQuestion(world, index).changes.filter((at) => at <= evolution.at)
  return `<lastmod>${writtenTime(past.at(-1) ?? askedAt(world, index))}</lastmod>`
}

function sitemapOf(root: 'urlset' | 'sitemapindex', entries: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</${root}>
`
}
