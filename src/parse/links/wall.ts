/**
 * Recognises what a site shows under the URL of a question in place of it: a login, a consent, an age check, a
 * maintenance page or a challenge. Only titles and main headings are looked at.
 */
import type { CheerioAPI } from 'cheerio/slim'
import type { Wall } from '../../model/visit-outcome.ts'
import { textInside } from '../html/element-text.ts'
import { select } from '../html/query.ts'
import { fold } from '../text/fold.ts'
import { documentTitles } from './links.ts'

/** Longer headings are cut: no such page says in more than this what it is. */
const longestHeading = 120
const mostHeadings = 4

/**
 * The wording of such pages, Japanese and English. A question may be about a login: there the whole part of a title must
 * say so.
 */
const phrases: readonly (readonly [Wall, RegExp])[] = [
  [
    'challenge',
    /just a moment|attention required|checking your browser|verify (?:that )?you are|are you (?:a )?(?:human|robot)|not a robot|captcha|security check|access denied|unusual traffic|ddos|ロボットで|アクセスが?(?:拒否|制限|遮断|集中)|不正なアクセス/i,
  ],
  [
    'maintenance',
    /^(?:scheduled |under |site )*maintenance|maintenance mode|be (?:right )?back soon|temporarily unavailable|メンテナンス(?:中|の(?:お知らせ|ため))|サービス停止中|^メンテナンス$/i,
  ],
  [
    'age',
    /age (?:verification|check|confirmation|gate)|(?:verify|confirm) your age|年齢(?:の?確認|認証|制限)|(?:18|20|十八|二十)歳(?:以上|未満)/i,
  ],
  [
    'consent',
    /^before you continue|cookie (?:consent|settings|preferences)|privacy (?:choices|settings)|^(?:利用規約|cookie|クッキー).{0,12}同意|^同意(?:の?確認|が必要)/i,
  ],
  [
    'login',
    /^(?:please )?(?:log ?in|sign ?in)(?: (?:to|required|or|page|form).{0,60})?$|^(?:会員)?(?:ログイン|サインイン)(?:ページ|画面|フォーム|が必要です.{0,10}|してください.{0,10})?$|^(?:会員|新規)登録$|^(?:会員|メンバー)(?:限定|専用).{0,12}$/i,
  ],
]

/** Whether a title says nothing but what such a page says: a question may be called so, and then somebody has answered it. */
export function isWallPhrase(title: string): boolean {
  const folded = fold(title.slice(0, longestHeading))
  return phrases.some(([, phrase]) => phrase.exec(folded)?.[0] === folded)
}

/**
 * What the page is in place of a question; null where nothing says so. `title`: of the question that was read from it: where
 * a title or heading of the page names that question, the page is about it and no wall.
 */
export function wallOf($: CheerioAPI, title: string | null): Wall | null {
  const headings = select($, 'h1')
    .slice(0, mostHeadings)
    .map((heading) => textInside($, heading))
  const texts = [...documentTitles($).slice(0, mostHeadings), ...headings].map((text) =>
    fold(text.slice(0, longestHeading)),
  )
  const named = title === null ? '' : fold(title.slice(0, longestHeading / 2))
  if (named !== '' && texts.some((text) => text.includes(named))) return null
  const parts = texts.flatMap((text) => text.split(/ ?[|｜:：»-] ?|【|】/))
  const found = phrases.find(([, phrase]) => parts.some((part) => phrase.test(part.trim())))
  return found?.[0] ?? null
}
