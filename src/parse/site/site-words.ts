/** The words of a site definition, ready to be looked for in folded texts. What each meaning is for: `SiteDefinition.words`. */
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { fold } from '../text/fold.ts'
import { parseShownCount } from '../text/shown-counts.ts'

export interface SiteWords {
  /** Whether the definition has words of its own for the meaning. */
  has(meaning: string): boolean
  /** Whether the whole text is one of the words, or holds one that is a regular expression. */
  says(meaning: string, folded: string): boolean
  /**
   * The number beside a word and nothing else (`5 answers`, `Answers: 5`), or the one that a regular expression matches;
   * null where there is none.
   */
  count(meaning: string, folded: string): number | null
}

/** The words of a site without any: OKWAVE's are used. */
export const noWords: SiteWords = { has: () => false, says: () => false, count: () => null }

export function siteWords(words: SiteDefinition['words']): SiteWords {
  if (words === undefined) return noWords
  const byMeaning = new Map(
    Object.entries(words).map(([meaning, of = []]) => [
      meaning,
      of.map((word) => (typeof word === 'string' ? fold(word).toLowerCase() : word)),
    ]),
  )
  const of = (meaning: string) => byMeaning.get(meaning) ?? []
  return {
    has: (meaning) => byMeaning.has(meaning),
    says: (meaning, folded) =>
      of(meaning).some((word) =>
        typeof word === 'string' ? word === folded.toLowerCase() : folded.search(word) >= 0,
      ),
    count: (meaning, folded) => {
      const counts = of(meaning).map((word) => countBeside(word, folded))
      return counts.find((count) => count !== null) ?? null
    },
  }
}

function countBeside(word: string | RegExp, folded: string): number | null {
  const number = typeof word === 'string' ? besideLabel(word, folded.toLowerCase()) : matchedBy(word, folded)
  const shown = number === null ? null : parseShownCount(number)
  return shown?.kind === 'count' ? shown.count : null
}

/** Group 1, the whole match where there is no group. */
function matchedBy(pattern: RegExp, text: string): string | null {
  // A pattern with the flag g begins where it ended the last time.
  pattern.lastIndex = 0
  const found = pattern.exec(text)
  pattern.lastIndex = 0
  return found === null ? null : (found[1] ?? found[0])
}

function besideLabel(label: string, text: string): string | null {
  const rest = text.startsWith(label)
    ? text.slice(label.length)
    : text.endsWith(label)
      ? text.slice(0, -label.length)
      : ''
  // Letters other than those of a unit are words of something else.
  return /\p{L}/u.test(rest.replace(/[km千万億件個人]/g, '')) ? null : rest
}
