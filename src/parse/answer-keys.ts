/**
 * The keys of a question's answers, by one rule for every reader. A key is what history knows an answer by, so it never
 * depends on the place on the page: choosing a best answer moves places.
 */
import type { PostedAt } from '../model/question-page.ts'
import { fold } from './text/fold.ts'

/** What a page tells of one answer's identity; null for what it does not. */
export interface AnswerSigns {
  /** As in 回答No.3. */
  readonly number: number | null
  /** The site's own id. */
  readonly id: string | null
  readonly authorName: string | null
  readonly postedAt: PostedAt | null
  readonly body: string
}

/** `guessed`: by the beginning of the body, so an edit there makes another answer of it (the check `key-guessed`). */
export interface AnswerKey {
  readonly key: string
  readonly guessed: boolean
}

/**
 * One key an answer, in the same order: its number, else its id, else `t:` and a digest of author and exact time, else
 * `b:` and a digest of the body's beginning. A key that occurs again gets -2, -3 in page order.
 *
 * @example answerKeys([{ number: null, id: '79', authorName: null, postedAt: null, body: 'Yes' }]) // key '79'
 */
export function answerKeys(answers: readonly AnswerSigns[]): readonly AnswerKey[] {
  const bases = answers.map(baseKey)
  const taken = new Set(bases.map(({ key }) => key))
  const times = new Map<string, number>()
  return bases.map(({ key, guessed }) => {
    let time = (times.get(key) ?? 0) + 1
    if (time === 1) {
      times.set(key, time)
      return { key, guessed }
    }
    // A site may have ids such as `7-2` of its own.
    while (taken.has(`${key}-${time}`)) time += 1
    times.set(key, time)
    taken.add(`${key}-${time}`)
    return { key: `${key}-${time}`, guessed }
  })
}

function baseKey({ number, id, authorName, postedAt, body }: AnswerSigns): AnswerKey {
  if (number !== null) return { key: String(number), guessed: false }
  if (id !== null && id.trim() !== '') return { key: id.trim(), guessed: false }
  if (authorName !== null && postedAt?.includes('T') === true) {
    return { key: `t:${digestOf(`${fold(authorName)}\n${secondOf(postedAt)}`)}`, guessed: false }
  }
  return { key: `b:${digestOf(beginningOf(body))}`, guessed: true }
}

/** One instant has one key, whatever its offset; not every reader sees fractions of a second. */
function secondOf(postedAt: PostedAt): number {
  return Math.floor(Date.parse(postedAt) / 1000)
}

const beginningLength = 100

/** White space is not compared: structured data often loses line breaks. */
function beginningOf(body: string): string {
  return fold(body.slice(0, 4 * beginningLength))
    .replaceAll(' ', '')
    .slice(0, beginningLength)
}

/** 64 bits: among 20,000 answers of one question two are the same once in 90 billion questions. */
function digestOf(text: string): string {
  // Loaded on demand: node:crypto takes some milliseconds to load, and most answers have a number or an id.
  const { hash } = process.getBuiltinModule('node:crypto')
  return hash('sha256', text.toWellFormed(), 'hex').slice(0, 16)
}
