/**
 * Turns rows back into a record that gives the same rows: the reverse of `recordRowsOf`. A time gets the offset of its site, or
 * one that has the day which the page showed.
 */
import type { RecordRows, Row } from '../../database/schema/record-rows.ts'
import type { Answer, Person, PostedAt, QuestionPage, Reply } from '../../model/question-page.ts'
import type { Observation } from './observation.ts'

/** @param timeZone Of the site, as qa.site has it; null if unknown */
export function pageFromRows(
  { question, answers, replies, related }: RecordRows,
  observation: Observation,
  timeZone: string | null,
): QuestionPage {
  const { site, question_id, complete, next_path, layout, checks } = observation
  const repliesTo = (key: unknown) =>
    replies
      .filter((reply) => reply['answer_key'] === key)
      .toSorted(inKindOrder)
      .map((reply) => replyOf(reply, timeZone))
  const url = String(question['url'])
  return {
    site,
    questionId: question_id,
    url,
    aliases: question['aliases'] as string[],
    title: String(question['title']),
    body: String(question['body']),
    status: question['status'] as QuestionPage['status'],
    categories: question['categories'] as string[],
    asker: personOf('asker', question),
    postedAt: postedOf(question, timeZone),
    answerCount: question['answer_count'] as number | null,
    thanksCount: question['thanks_count'] as number | null,
    complete,
    nextPageUrl: next_path === null ? null : new URL(next_path, url).href,
    answers: answers
      .toSorted((a, b) => Number(a['position']) - Number(b['position']))
      .map((answer) => ({ ...answerOf(answer, timeZone), replies: repliesTo(answer['answer_key']) })),
    replies: repliesTo(''),
    imageUrls: question['image_urls'] as string[],
    related: related
      .toSorted((a, b) => Number(a['rank']) - Number(b['rank']))
      .map(({ rank, related_question_id, url: relatedUrl, title, excerpt }) => ({
        rank: Number(rank),
        questionId: related_question_id as string | null,
        url: relatedUrl as string | null,
        title: String(title),
        excerpt: excerpt as string | null,
      })),
    layout: (layout ?? '') as QuestionPage['layout'],
    checks: checks ?? [],
  }
}

/** In which order thanks and supplements stand among each other is not kept. */
function inKindOrder(a: Row, b: Row): number {
  const [kindOfA, kindOfB] = [String(a['kind']), String(b['kind'])]
  return kindOfA === kindOfB ? Number(a['ordinal']) - Number(b['ordinal']) : kindOfA < kindOfB ? -1 : 1
}

function answerOf(answer: Row, timeZone: string | null): Omit<Answer, 'replies'> {
  return {
    key: String(answer['answer_key']),
    number: answer['answer_number'] as number | null,
    isBest: answer['is_best'] === true,
    author: personOf('author', answer),
    body: String(answer['body']),
    postedAt: postedOf(answer, timeZone),
    thanksCount: answer['thanks_count'] as number | null,
    imageUrls: answer['image_urls'] as string[],
  }
}

function replyOf(reply: Row, timeZone: string | null): Reply {
  return {
    kind: reply['kind'] as Reply['kind'],
    author: personOf('author', reply),
    body: String(reply['body']),
    postedAt: postedOf(reply, timeZone),
  }
}

function personOf(role: 'asker' | 'author', row: Row): Person | null {
  const name = row[`${role}_name`]
  if (typeof name !== 'string') return null
  const { best_answer_percent: percent, best_answer_best: best, best_answer_answers: answers } = row
  const isKnown = typeof percent === 'number' && typeof best === 'number' && typeof answers === 'number'
  return {
    name,
    url: (row[`${role}_url`] ?? null) as string | null,
    bestAnswerRate: isKnown ? { percent, best, answers } : null,
  }
}

function postedOf({ posted_at, posted_on }: Row, timeZone: string | null): PostedAt | null {
  const day = typeof posted_on === 'string' ? posted_on : null
  if (typeof posted_at !== 'string') return day
  const time = new Date(posted_at)
  const offsets = [...(timeZone === null ? [] : [offsetIn(timeZone, time)]), 0, ...everyOffset]
  const offset = offsets.find((minutes) => day === null || localTime(time, minutes).startsWith(day)) ?? 0
  return offset === 0 ? `${localTime(time, 0)}Z` : `${localTime(time, offset)}${offsetText(offset)}`
}

/** Hours east and west of UTC, the near ones first. */
const everyOffset = Array.from(
  { length: 28 },
  (_, i) => (i % 2 === 0 ? 1 : -1) * (Math.floor(i / 2) + 1) * 60,
)

function localTime(time: Date, offsetMinutes: number): string {
  const text = new Date(time.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1)
  return text.replace(/\.000$/, '')
}

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

/** Minutes. */
function offsetIn(timeZone: string, time: Date): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(time)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
