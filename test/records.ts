/** Invented records for tests that need some, whatever their content. */
import type { QuestionPage } from '../src/model/question-page.ts'

export function record(changes: Partial<QuestionPage> = {}): QuestionPage {
  const asker = { name: 'harukaze', url: null, bestAnswerRate: null }
  return {
    site: 'sample',
    questionId: '1',
    url: 'https://sample.example/qa/q1.html',
    aliases: [],
    title: '自転車の鍵が回りません',
    body: '昨日から鍵が回りません。\nどうすればよいですか。',
    status: 'solved',
    categories: ['趣味', '自転車'],
    asker,
    postedAt: '2024-05-01T09:30:00+09:00',
    answerCount: 1,
    thanksCount: 0,
    complete: true,
    nextPageUrl: null,
    answers: [
      {
        key: '1',
        number: 1,
        isBest: true,
        author: { name: 'minato_8', url: null, bestAnswerRate: { percent: 33, best: 1, answers: 3 } },
        body: '油を差してください。',
        postedAt: '2024-05-01',
        thanksCount: 2,
        imageUrls: [],
        replies: [{ kind: 'thanks', author: asker, body: '直りました。', postedAt: null }],
      },
    ],
    replies: [],
    imageUrls: [],
    related: [{ rank: 1, questionId: '2', url: null, title: '自転車の空気入れ', excerpt: null }],
    layout: 'okwave/current',
    checks: [],
    ...changes,
  }
}
