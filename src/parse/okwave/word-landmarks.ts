/** Landmarks by the words of a site definition. They stand in place of OKWAVE's words of the same meaning. */
import type { SiteWords } from '../site/site-words.ts'
import type { Landmark } from './landmark.ts'

/** Meanings whose words are landmarks by themselves. */
const plain: ReadonlyMap<string, Landmark> = new Map<string, Landmark>([
  ['open', { kind: 'state', status: 'open' }],
  ['solved', { kind: 'state', status: 'solved' }],
  ['closed', { kind: 'state', status: 'closed' }],
  ['best', { kind: 'best' }],
  ['asker', { kind: 'asker' }],
  ['thanks', { kind: 'reply', reply: 'thanks' }],
  ['supplement', { kind: 'reply', reply: 'supplement' }],
  ['related', { kind: 'related' }],
  ['noise', { kind: 'noise' }],
])

/** The landmark that a whole text is by the site's own words; null where it is none. */
export function wordLandmark(folded: string, words: SiteWords): Landmark | null {
  for (const [meaning, landmark] of plain) if (words.says(meaning, folded)) return landmark
  // `Answer 1` numbers an answer, `1 answer` counts them.
  const number = /^\d/.test(folded) ? null : words.count('answer', folded)
  if (number !== null && number >= 0) return { kind: 'answer-number', number }
  const count = words.count('answers', folded)
  if (count !== null && count >= 0) return { kind: 'answer-count', count }
  return null
}

/** Whether the site says what the landmark says with words of its own. */
export function isReplaced(landmark: Landmark, words: SiteWords): boolean {
  switch (landmark.kind) {
    case 'state':
      return words.has(landmark.status)
    case 'reply':
      return words.has(landmark.reply)
    case 'answer-count':
      return words.has('answers')
    case 'answer-number':
      return words.has('answer')
    default:
      return words.has(landmark.kind)
  }
}
