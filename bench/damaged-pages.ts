/** Pages whose markup is unknown or broken, made of pages that the parser knows. In bytes, because some are EUC-JP or Shift_JIS. */
import { hashedClass } from './hashed-class.ts'
import type { BenchPage } from './page-sets.ts'

/** How a page is damaged. */
export const damages = {
  'unknown classes': withHashedClasses,
  'tag soup': asTagSoup,
  'cut off': (html: string) => html.slice(0, Math.floor((html.length * 2) / 3)),
} as const satisfies Readonly<Record<string, (html: string) => string>>

export type Damage = keyof typeof damages

export function damagedPage(page: BenchPage, damage: Damage): BenchPage {
  const html = Buffer.from(page.bytes).toString('latin1')
  return { ...page, bytes: Buffer.from(damages[damage](html), 'latin1') }
}

/** So that no layout is recognised. */
function withHashedClasses(html: string): string {
  return html.replace(
    /(<[^<>]* class=")([^"]+)/g,
    (_, before: string, names: string) => before + names.split(' ').map(hashedClass).join(' '),
  )
}

/** Every tenth end tag is missing, so that a browser builds another tree than a fast parser: parse5 builds it. */
function asTagSoup(html: string): string {
  let at = 0
  return html.replace(/<\/(?:a|span|div|li|p|ul)>/g, (tag) => {
    at += 1
    return at % 10 === 0 ? '' : tag
  })
}
