/** The members of the sample site. A member is the same person, with the same rate, on every page. */
import type { Person } from '../model/question-page.ts'
import { randomFor } from './random.ts'

const memberCount = 600

const firsts = [
  'haru',
  'Nekoyama',
  'tanpopo',
  'みかん',
  'sora',
  'kaeru',
  'くるみ',
  'B_plan',
  'yuzu',
  '山吹',
] as const
const lasts = ['_no_mori', 'iro', '2nd', 'パパ', '-san', 'no1', 'の森', '', 'dot', '畑'] as const

/** Names that look like marks of structure; a parser must take them as names. */
const trickyNames = ['No.3', 'ありがとう10', '質問者その2'] as const

export function member(seed: number, number: number): Person {
  const id = number % memberCount
  const random = randomFor(seed, 'member', id)
  const answers = Math.max(1, Math.floor(random.between(1, 60) ** 2 / random.between(1, 30)))
  const best = random.int(Math.ceil(answers * 0.6) + 1)
  return {
    name: memberName(id),
    url: null,
    bestAnswerRate: { percent: Math.floor((100 * best) / answers), best, answers },
  }
}

/** Where the current layout's links to a member lead: the public name of the sample site, never the port. */
export function memberUrl(name: string): string {
  return `https://sample.example/profile/${encodeURIComponent(name)}`
}

export function memberNumber(random: { readonly int: (limit: number) => number }): number {
  // The square favours low numbers: some people answer much more than others, as on real sites.
  return Math.floor((random.int(1000) / 1000) ** 2 * memberCount)
}

function memberName(id: number): string {
  const tricky = trickyNames[id - 100]
  if (tricky !== undefined) return tricky
  const first = firsts[id % firsts.length] ?? firsts[0]
  const last = lasts[Math.floor(id / firsts.length) % lasts.length] ?? ''
  const turn = Math.floor(id / (firsts.length * lasts.length))
  return `${first}${last}${turn === 0 ? '' : turn * 11}`
}
