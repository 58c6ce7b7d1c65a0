/**
 * Question pages for benchmarks: invented words whose frequencies fall off like those of a language (Zipf), so that there
 * are common words, rare ones and all between. The same number gives the same page, always.
 */
import type { Answer, QuestionPage } from '../src/model/question-page.ts'

/** Stands in one answer of five thousand, and nowhere else. */
export const rareWord = '蜃気楼'
/** The most frequent word: in nearly every text. */
export const commonWord = 'です。'

const syllables = [
  ...'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん',
]
const signs = [
  ...'派遣督促電話会社仕事時間家族学校料理旅行病院銀行保険契約相談質問回答方法理由場合問題必要使用料金',
]

/** A small generator (mulberry32): fast, and good enough for texts. */
function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const words = Array.from({ length: 3_000 }, (_, rank) => {
  if (rank === 0) return commonWord
  const next = random(rank)
  const from = next() < 0.5 ? signs : syllables
  return Array.from(
    { length: 1 + Math.floor(next() * 4) },
    () => from[Math.floor(next() * from.length)],
  ).join('')
})

function text(next: () => number, length: number): string {
  let made = ''
  while (made.length < length) made += words[Math.floor(words.length ** next()) - 1] ?? commonWord
  return made
}

export function syntheticPage(number: number): QuestionPage {
  const next = random(number + 1)
  const id = String(1_000_000 + number)
  const day = new Date(Date.UTC(2008, 0, 1 + (number % 5_000))).toISOString().slice(0, 10)
  const answers = Array.from({ length: 1 + Math.floor(next() * 11) }, (_, index) =>
    answer(next, number, index, day),
  )
  return {
    site: 'sample',
    questionId: id,
    url: `https://sample.example/qa/q${id}.html`,
    aliases: [],
    title: text(next, 25),
    body: text(next, 250),
    status: 'solved',
    categories: ['暮らし', text(next, 4)],
    asker: { name: `user${Math.floor(next() * 50_000)}`, url: null, bestAnswerRate: null },
    postedAt: `${day}T12:34:00+09:00`,
    answerCount: answers.length,
    thanksCount: Math.floor(next() * 5),
    complete: true,
    nextPageUrl: null,
    answers,
    replies: [],
    imageUrls: [],
    related: Array.from({ length: 10 }, (_, index) => ({
      rank: index + 1,
      questionId: String(1_000_000 + Math.floor(next() * 1_000_000)),
      url: `https://sample.example/qa/q${index}.html`,
      title: text(next, 25),
      excerpt: text(next, 60),
    })),
    layout: 'okwave/current',
    checks: [],
  }
}

function answer(next: () => number, page: number, index: number, day: string): Answer {
  const isRare = index === 0 && page % 1_000 === 7
  return {
    key: String(index + 1),
    number: index + 1,
    isBest: index === 0,
    author: {
      name: `user${Math.floor(next() * 50_000)}`,
      url: null,
      bestAnswerRate: { percent: 25, best: 14, answers: 56 },
    },
    body: text(next, 250) + (isRare ? rareWord : ''),
    postedAt: day,
    thanksCount: 0,
    imageUrls: [],
    replies: [],
  }
}
