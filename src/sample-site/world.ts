/**
 * The sample site as numbers: which questions exist, under which ids, in which category and layout, and when they were
 * asked. Everything follows from the seed and the count, so nothing needs to be kept in memory.
 */
import { randomFor } from './random.ts'
import { type Category, categoryPattern } from './topics.ts'

export interface World {
  readonly seed: number
  /** How many questions there are; they are numbered from 0, the oldest first. */
  readonly questions: number
  /** Evolving mode (`evolving.ts`); without it every question is in its final state. */
  readonly evolution?: Evolution
}

/** Times in minutes since 1970 on a Japanese clock. */
export interface Evolution {
  /** The questions are asked evenly between the two. */
  readonly from: number
  readonly to: number
  /** How many will ever be asked. */
  readonly questions: number
  /** What the world shows is as of this time. */
  readonly at: number
}

export interface Appearance {
  readonly layout: 'current' | 'classic'
  readonly encoding: Encoding
  /** Where the page names its encoding: in Content-Type, or only in a <meta>. */
  readonly labelled: 'header' | 'meta'
}

export type Encoding = 'utf-8' | 'euc-jp' | 'shift_jis'

/** Ids have seven digits for the first million questions, and gaps, like the ids of a real site. */
const firstId = 2_000_003
const idStep = 7

export function questionIdOf(world: World, index: number): string {
  return String(firstId + index * idStep + randomFor(world.seed, 'id', index).int(idStep))
}

/** The question with this id, or null. */
export function indexOf(world: World, questionId: string): number | null {
  const index = Math.floor((Number(questionId) - firstId) / idStep)
  const exists = index >= 0 && index < world.questions && questionIdOf(world, index) === questionId
  return exists ? index : null
}

export function categoryOf(index: number): Category {
  return categoryPattern[index % categoryPattern.length] ?? categoryPattern[0]
}

/** The nth question of a category, by arithmetic; 0 is the oldest. Null beyond the last. */
export function indexInCategory(world: World, category: Category, nth: number): number | null {
  const places = [...categoryPattern.keys()].filter((place) => categoryPattern[place] === category)
  const place = places[nth % places.length] ?? 0
  const index = Math.floor(nth / places.length) * categoryPattern.length + place
  return index < world.questions ? index : null
}

export function categorySize(world: World, category: Category): number {
  const size = categoryPattern.length
  return [...categoryPattern.keys()]
    .filter((place) => categoryPattern[place] === category)
    .reduce((sum, place) => sum + Math.max(0, Math.ceil((world.questions - place) / size)), 0)
}

const looks: readonly [Appearance, ...Appearance[]] = [
  { layout: 'current', encoding: 'utf-8', labelled: 'header' },
  { layout: 'classic', encoding: 'euc-jp', labelled: 'header' },
  { layout: 'current', encoding: 'utf-8', labelled: 'meta' },
  { layout: 'classic', encoding: 'shift_jis', labelled: 'meta' },
  { layout: 'current', encoding: 'utf-8', labelled: 'header' },
  { layout: 'classic', encoding: 'euc-jp', labelled: 'meta' },
  { layout: 'current', encoding: 'utf-8', labelled: 'header' },
  { layout: 'classic', encoding: 'shift_jis', labelled: 'header' },
]

export function appearanceOf(world: World, index: number): Appearance {
  return randomFor(world.seed, 'look', index).pick(looks)
}

const firstDay = Date.UTC(2009, 3, 1) / 60_000
const lastDay = Date.UTC(2021, 2, 31) / 60_000

/** Minutes since 1970, Japanese time: ids and times grow together over twelve years. */
export function askedAt(world: World, index: number): number {
  const { from, to, questions } = world.evolution ?? { from: firstDay, to: lastDay, ...world }
  const share = (to - from) / questions
  return Math.floor(from + share * (index + randomFor(world.seed, 'asked', index).int(1000) / 1000))
}
