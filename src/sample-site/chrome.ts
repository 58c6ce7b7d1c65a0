/**
 * The frame around every page: header, navigation, login form, advertisements, sidebar, footer. All of it is noise to
 * a parser, and some of it looks like content: the sidebar ranks other questions, with counts and states of their own.
 */
import { weightOf } from './chrome-weight.ts'
import { escapeHtml, questionPath } from './html.ts'
import { questionHead } from './question.ts'
import { randomFor } from './random.ts'
import { categories } from './topics.ts'
import type { Appearance, Encoding, World } from './world.ts'

export interface Chrome {
  readonly current: (page: FramedPage) => string
  readonly classic: (page: FramedPage) => string
}

interface FramedPage {
  readonly title: string
  readonly description: string
  /** Root-relative; null for pages without an address of their own. */
  readonly canonical: string | null
  readonly look: Pick<Appearance, 'encoding' | 'labelled'>
  readonly next?: string | null
  readonly main: string
}

export function chromeOf(world: World): Chrome {
  const ranking = rankingOf(world)
  const current = {
    weight: weightOf('o'),
    header: header('o-header'),
    aside: sidebar('o-side', ranking),
    footer: footer('o'),
  }
  const classic = {
    weight: weightOf('okw_parts'),
    header: header('okw_head'),
    aside: sidebar('okw_side', ranking),
    footer: footer('okw'),
  }
  return {
    current: (page) => `<!DOCTYPE html>
<html lang="ja">
<head>
${head(page)}
${current.weight.head}
</head>
<body class="l-body">
${current.weight.bodyStart}
<header class="l-header">${current.header}</header>
<div class="l-container">
<main class="l-main">
${page.main}
</main>
<aside class="l-side">${current.aside}</aside>
</div>
<footer class="l-footer">${current.footer}</footer>
${current.weight.bodyEnd}
</body>
</html>
`,
    classic: (
      page,
    ) => `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="ja">
<head>
${head(page)}
${classic.weight.head}
</head>
<body>
${classic.weight.bodyStart}
<div id="okw_header">${classic.header}</div>
<div class="okw_contents okw_clearfix">
<div class="okw_main">
${page.main}
</div>
<div class="okw_side">${classic.aside}</div>
</div>
<div id="okw_footer">${classic.footer}</div>
${classic.weight.bodyEnd}
</body>
</html>
`,
  }
}

function head({ title, description, canonical, look, next }: FramedPage): string {
  const lines = [
    look.labelled === 'meta' ? metaCharset(look.encoding) : '',
    `<title>${escapeHtml(title)} - みんなの相談所</title>`,
    `<meta name="description" content="${escapeHtml(description)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    canonical === null ? '' : `<link rel="canonical" href="${canonical}">`,
    next == null ? '' : `<link rel="next" href="${escapeHtml(next)}">`,
  ]
  return lines.filter((line) => line !== '').join('\n')
}

function metaCharset(encoding: Encoding): string {
  return encoding === 'utf-8'
    ? '<meta charset="utf-8">'
    : `<meta http-equiv="Content-Type" content="text/html; charset=${encoding === 'euc-jp' ? 'EUC-JP' : 'Shift_JIS'}">`
}

const guides = [
  'はじめての方へ',
  '質問のしかた',
  '回答のこつ',
  '通報について',
  'ポイントの使い道',
  'よくある質問',
  'お知らせ',
] as const

function header(name: string): string {
  const lists = categories.map(
    ({ slug, name: label }) => `<li><a href="/list/category/${slug}">${label}</a></li>`,
  )
  const help = guides.map((label, at) => `<li><a href="/guide/${at + 1}">${label}</a></li>`)
  return `
<div class="${name}__logo"><a href="/">みんなの相談所</a></div>
<form class="${name}__search" action="/search" method="get"><input type="search" name="word" placeholder="キーワードで質問を探す"><button type="submit">検索</button></form>
<nav class="${name}__nav"><ul>
<li><a href="/list/new_question">新着の質問</a></li>
${lists.join('\n')}
${help.join('\n')}
</ul></nav>
<form class="${name}__login" action="/login" method="post">
<label>メールアドレス<input type="email" name="mail"></label>
<label>パスワード<input type="password" name="password"></label>
<button type="submit">ログイン</button> <a href="/signup">新規会員登録（無料）</a>
</form>
<div class="${name}__ad ad"><span class="ad__label">広告</span><div data-slot="top-728x90"></div></div>`
}

interface Ranked {
  readonly title: string
  readonly path: string
  readonly answers: number
}

function rankingOf(world: World): Ranked[] {
  if (world.questions === 0) return []
  const random = randomFor(world.seed, 'ranking')
  return Array.from({ length: 15 }, () => {
    const { questionId, title } = questionHead(world, random.int(world.questions))
    return { title, path: questionPath(questionId), answers: random.between(5, 80) }
  })
}

function sidebar(name: string, ranking: readonly Ranked[]): string {
  const rows = ranking.map(
    ({ title, path, answers }, at) => `<li class="${name}__item"><span class="${name}__rank">${at + 1}</span>
<a href="${path}">${escapeHtml(title)}</a><span class="${name}__count">回答数${answers}</span><span class="${name}__state">${at % 3 === 0 ? '受付中' : 'ベストアンサー'}</span></li>`,
  )
  return `
<div class="${name}__ad ad"><span class="ad__label">広告</span><div data-slot="side-300x250"></div></div>
<section class="${name}__ranking"><h2>人気の質問ランキング</h2><ol>
${rows.join('\n')}
</ol></section>
<section class="${name}__notice"><h2>お知らせ</h2><ul>
${['システム点検のお知らせ', '回答マナー向上月間です', '夏の質問大賞を発表しました'].map((text) => `<li>${text}</li>`).join('\n')}
</ul></section>`
}

function footer(name: string): string {
  const areas = [
    '運営会社',
    '利用規約',
    'プライバシー',
    '特定商取引法に基づく表示',
    '広告掲載',
    'お問い合わせ',
  ] as const
  const links = areas.map(
    (label, at) => `<li class="${name}-footer__item"><a href="/about/${at + 1}">${label}</a></li>`,
  )
  return `
<ul class="${name}-footer__links">
${links.join('\n')}
</ul>
<p class="${name}-footer__copy">ここに書かれた質問と回答はすべて架空のものです。</p>`
}
