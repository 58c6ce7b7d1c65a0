/**
 * One question of the sample site, as its generator knows it. This is the truth that pages are rendered from and that
 * tests compare the database with; the parser has no part in it.
 */
import type {
  Answer,
  Person,
  QuestionPage,
  QuestionStatus,
  RelatedQuestion,
  Reply,
} from '../model/question-page.ts'
import { asOf, changeTimes } from './as-of.ts'
import { type Course, courseOf } from './course.ts'
import { writtenTime } from './html.ts'
import { member, memberNumber, memberUrl } from './people.ts'
import { type Random, randomFor } from './random.ts'
import { answerBody, excerptOf, questionBody, questionTitle, replyBody, type TextMood } from './texts.ts'
import {
  type Appearance,
  appearanceOf,
  askedAt,
  categoryOf,
  indexOf,
  questionIdOf,
  type World,
} from './world.ts'

export interface SampleQuestion {
  readonly index: number
  readonly look: Appearance
  /** The record that a correct parser returns for the page. */
  readonly page: QuestionPage
  /** Evolving mode: when the record changes, past and future; minutes since 1970 on a Japanese clock. */
  readonly changes: readonly number[]
}

/** The excerpt of a question that lists and other questions show. */
export interface QuestionHeading {
  readonly questionId: string
  readonly title: string
  readonly body: string
}

export function questionHead(world: World, index: number): QuestionHeading {
  const mood = moodOf(world, index, 'head')
  const title = questionTitle(mood)
  return { questionId: questionIdOf(world, index), title, body: questionBody(mood, title) }
}

export function sampleQuestion(world: World, index: number): SampleQuestion {
  const head = questionHead(world, index)
  const mood = moodOf(world, index, 'answers')
  const { random } = mood
  const look = appearanceOf(world, index)
  const asked = askedAt(world, index)
  const askerNumber = memberNumber(random)
  const asker: Person = { ...person(world, askerNumber, look), bestAnswerRate: null }
  const course = courseOf(world, index)
  const answers = answersOf(world, mood, { asker, askerNumber, asked, look, course })
  const replies = random.chance(0.15) ? [reply(mood, 'supplement', asker)] : []
  const known = replies.length > 0 || answers.some((answer) => answer.replies.length > 0)
  const page: QuestionPage = {
    site: 'sample',
    questionId: head.questionId,
    url: sampleUrl(head.questionId),
    aliases: [],
    title: head.title,
    body: head.body,
    status: statusOf(random, answers),
    categories: [mood.category.name],
    asker: known ? asker : null,
    postedAt: writtenTime(asked),
    answerCount: answers.length,
    thanksCount: random.chance(0.5) ? 0 : random.int(40),
    complete: true,
    nextPageUrl: null,
    answers,
    replies,
    imageUrls: images(random, 0.1, `q${head.questionId}`),
    related: relatedTo(world, index),
    layout: `okwave/${look.layout}`,
    checks: [],
  }
  if (course === null || world.evolution === undefined) return { index, look, page, changes: [] }
  const changes = changeTimes(page, course, world, index)
  return { index, look, page: asOf(page, course, world, index, world.evolution.at), changes }
}

function sampleUrl(questionId: string): string {
  return `https://sample.example/qa/q${questionId}.html`
}

interface Thread {
  readonly asker: Person
  readonly askerNumber: number
  readonly asked: number
  readonly look: Appearance
  readonly course: Course | null
}

/** In page order: the best answer first, then from the highest number down. Withdrawn answers leave gaps. */
function answersOf(world: World, mood: TextMood, thread: Thread): Answer[] {
  const { random } = mood
  const { course } = thread
  const count = course?.arrivals.length ?? usualCount(random)
  const answers: Answer[] = []
  let at = thread.asked
  let number = 0
  for (let made = 0; made < count; made++) {
    number += random.chance(0.1) ? 2 : 1
    at = course?.arrivals[made] ?? at + random.between(3, 900)
    answers.unshift(answer(world, mood, thread, { number, at }))
  }
  const chosen = course === null && random.chance(0.6) ? random.int(count) : null
  const best = chosen === null ? undefined : answers[chosen]
  if (best === undefined) return answers
  return [{ ...best, isBest: true }, ...answers.filter((other) => other !== best)]
}

function usualCount(random: Random): number {
  return random.chance(0.12) ? 0 : Math.min(random.between(1, 12), random.between(1, 12))
}

function answer(world: World, mood: TextMood, thread: Thread, place: { number: number; at: number }): Answer {
  const { random } = mood
  const author = memberNumber(random)
  const withdrawn = random.chance(0.08) || author === thread.askerNumber
  return {
    key: String(place.number),
    number: place.number,
    isBest: false,
    author: withdrawn ? null : person(world, author, thread.look),
    body: answerBody(mood, place.number),
    postedAt: writtenTime(place.at),
    thanksCount: null,
    imageUrls: images(random, 0.06, `a${thread.asked}-${place.number}`),
    replies: repliesTo(mood, thread.asker),
  }
}

function repliesTo(mood: TextMood, asker: Person): Reply[] {
  const { random } = mood
  const supplements = random.chance(0.25) ? random.between(1, 2) : 0
  const replies = Array.from({ length: supplements }, () => reply(mood, 'supplement', asker))
  if (random.chance(0.4)) replies.push(reply(mood, 'thanks', asker))
  return replies
}

function reply(mood: TextMood, kind: 'supplement' | 'thanks', author: Person): Reply {
  return { kind, author, body: replyBody(mood, kind), postedAt: null }
}

function statusOf(random: Random, answers: readonly Answer[]): QuestionStatus {
  if (answers[0]?.isBest === true) return 'solved'
  return random.chance(0.6) ? 'closed' : 'open'
}

function relatedTo(world: World, index: number): RelatedQuestion[] {
  const random = randomFor(world.seed, 'related', index)
  const wanted = random.chance(0.08) ? 0 : random.between(3, 10)
  // Evolving mode: only older questions, so that the list of related questions never changes.
  const among = world.evolution === undefined ? world.questions : index
  const others = new Set(Array.from({ length: among === 0 ? 0 : wanted }, () => random.int(among)))
  others.delete(index)
  return [...others].map((other, place) => {
    const { questionId, title, body } = questionHead(world, other)
    return { rank: place + 1, questionId, url: sampleUrl(questionId), title, excerpt: excerptOf(body) }
  })
}

/** Only the current layout links its members. */
function person(world: World, number: number, look: Appearance): Person {
  const who = member(world.seed, number)
  return look.layout === 'current' ? { ...who, url: memberUrl(who.name) } : who
}

function images(random: Random, probability: number, name: string): string[] {
  if (!random.chance(probability)) return []
  const count = random.between(1, 2)
  return Array.from({ length: count }, (_, at) => `https://images.sample.example/${name}-${at + 1}.jpg`)
}

function moodOf(world: World, index: number, part: string): TextMood {
  const category = categoryOf(index)
  return {
    category,
    topic: randomFor(world.seed, 'topic', index).pick(category.topics),
    random: randomFor(world.seed, part, index),
    unicode: appearanceOf(world, index).encoding === 'utf-8',
  }
}

export function questionWithId(world: World, questionId: string): SampleQuestion | null {
  const index = indexOf(world, questionId)
  return index === null ? null : sampleQuestion(world, index)
}
