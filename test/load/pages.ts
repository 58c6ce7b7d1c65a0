/** Records for tests: short ones, all invented, to be changed where a test is about something. */
import type { Answer, QuestionPage, Reply } from '../../src/model/question-page.ts'

export function aPage(change: Partial<QuestionPage> = {}): QuestionPage {
  const questionId = change.questionId ?? '101'
  return {
    site: 'sample',
    questionId,
    url: `https://sample.example/qa/q${questionId}.html`,
    aliases: [],
    title: '梅雨の洗濯物について',
    body: '部屋干しのにおいを\n防ぐ方法はありますか。',
    status: 'solved',
    categories: ['暮らし', '洗濯'],
    asker: { name: 'ameagari', url: 'https://sample.example/u/ameagari', bestAnswerRate: null },
    postedAt: '2013-07-08T12:34:00+09:00',
    answerCount: 2,
    thanksCount: 0,
    complete: true,
    nextPageUrl: null,
    answers: [anAnswer('2', { isBest: true, replies: [aReply('thanks')] }), anAnswer('1')],
    replies: [aReply('supplement')],
    imageUrls: ['https://sample.example/img/1.png'],
    related: [
      {
        rank: 1,
        questionId: '102',
        url: 'https://sample.example/qa/q102.html',
        title: '乾燥機',
        excerpt: 'どれが',
      },
      { rank: 2, questionId: null, url: null, title: '除湿機', excerpt: null },
    ],
    layout: 'okwave/current',
    checks: [],
    ...change,
  }
}

export function anAnswer(key: string, change: Partial<Answer> = {}): Answer {
  return {
    key,
    number: Number(key),
    isBest: false,
    author: {
      name: `kotae${key}`,
      url: null,
      bestAnswerRate: { percent: 25, best: 14, answers: 56 },
    },
    body: `回答の本文 ${key}`,
    postedAt: '2013-07-08',
    thanksCount: 1,
    imageUrls: [],
    replies: [],
    ...change,
  }
}

export function aReply(kind: Reply['kind'], body = '助かりました。'): Reply {
  return {
    kind,
    author: { name: 'ameagari', url: null, bestAnswerRate: null },
    body,
    postedAt: '2013-07-09T08:00:00+09:00',
  }
}
