/** Composes titles and bodies. Lines are separated by `\n`; a body neither begins nor ends with a blank line. */
import {
  answerEndings,
  answerOpenings,
  emojis,
  greetings,
  requests,
  rulers,
  supplementTexts,
  thanksTexts,
  trapLines,
} from './phrases.ts'
import type { Random } from './random.ts'
import type { Category, Phrases } from './topics.ts'

export interface TextMood {
  readonly category: Category
  /** What this question is about. */
  readonly topic: string
  readonly random: Random
  /** Whether characters outside EUC-JP and Shift_JIS may be used. */
  readonly unicode: boolean
}

export function questionTitle(mood: TextMood): string {
  return fill(mood, mood.random.pick(mood.category.titles))
}

export function questionBody(mood: TextMood, title: string): string {
  const { random, category } = mood
  // Real titles are often the first sentence again: the parser must not drop either.
  const opening = random.chance(0.1) ? title : random.pick(greetings)
  // An ideographic space at the very beginning is text, though `trim()` would take it away.
  const lines = [random.chance(0.06) ? `　${opening}` : opening]
  lines.push(...paragraphs(mood, category.asks, random.between(2, 7)))
  lines.push(random.pick(requests))
  return lines.join('\n')
}

export function answerBody(mood: TextMood, number: number): string {
  const { random, category } = mood
  const lines: string[] = []
  if (number > 2 && random.chance(0.12)) lines.push('No.2です。')
  else if (random.chance(0.12)) lines.push(random.pick(trapLines))
  lines.push(random.pick(answerOpenings))
  lines.push(...paragraphs(mood, category.advice, random.between(1, 9)))
  const ending = random.pick(answerEndings)
  lines.push(mood.unicode && random.chance(0.15) ? `${ending}${random.pick(emojis)}` : ending)
  return lines.join('\n')
}

export function replyBody(mood: TextMood, kind: 'supplement' | 'thanks'): string {
  return fill(mood, mood.random.pick(kind === 'thanks' ? thanksTexts : supplementTexts))
}

/** The start of a body as lists show it: one line, at most 90 characters. */
export function excerptOf(body: string): string {
  const line = body.replace(/[\n\u3000]+/g, ' ').trim()
  return line.length <= 90 ? line : `${line.slice(0, 88).trimEnd()}...`
}

/** Sentences in a random order, none twice, with what people put between them: blank lines, rulers, indentation. */
function paragraphs(mood: TextMood, phrases: Phrases, count: number): string[] {
  const { random } = mood
  const lines: string[] = []
  for (const phrase of random.shuffle(phrases).slice(0, count)) {
    const sentence = fill(mood, phrase)
    const last = lines.at(-1)
    if (last !== undefined && random.chance(0.15)) lines.push('', sentence)
    else if (random.chance(0.06)) lines.push(random.pick(rulers), sentence)
    else if (random.chance(0.1)) lines.push(`　${sentence}`)
    else if (last !== undefined && random.chance(0.08)) lines.push(`${lines.pop()}　　　${sentence}`)
    else if (last !== undefined && random.chance(0.25)) lines.push(`${lines.pop()}${sentence}`)
    else lines.push(sentence)
  }
  return lines
}

function fill({ random, category, topic }: TextMood, template: string): string {
  const others = category.topics.filter((other) => other !== topic)
  const other = others[random.int(others.length)] ?? topic
  const number = random.between(2, 12)
  const slots: Readonly<Record<string, string>> = {
    t: topic,
    o: other,
    n: String(number),
    N: fullWidth(random.between(2, 8)),
  }
  return template.replace(/\{([tonN])\}/g, (slot, name: string) => slots[name] ?? slot)
}

function fullWidth(number: number): string {
  return String(number).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
}
