/**
 * Yahoo!知恵袋. Its class names end in hashes that change with each release, so they are matched by their stable part. Class
 * names of 2020 to 2023 from public scrapers [E]; how they nest is inferred [I].
 */
import type { PersonAt, SiteDefinition } from './site-definition.ts'

const name = '[class*="UserInfo__UserName_"]'
const person: PersonAt = [{ select: name, match: /^(.+?) ?さん$/ }, name]
const date = '[class*="UserInfo__Date_"]'

export const chiebukuro: SiteDefinition = {
  name: 'chiebukuro',
  version: 1,
  hosts: ['detail.chiebukuro.yahoo.co.jp', 'chiebukuro.yahoo.co.jp'],
  timeZone: '+09:00',
  urls: {
    question: '/qa/question_detail/q{id}',
    page: 'page',
    lists: ['/category/*', '/search', '/question/list'],
    listNext: 'a[rel=next], [class*="Pagination__Anchor--Next"]',
  },
  // Who asks or answers without a name is shown under one of these.
  anonymous: [/^ID非公開/, /^ID非表示/],
  layouts: [
    {
      name: 'chiebukuro/2020',
      recognisedBy: '[class*="QuestionItem_Chie-QuestionItem__"]',
      main: 'main',
      noise: [
        '[class*="AnswerList__BestAnswerTitle"]',
        '[class*="AnswerList__Title"]',
        '[class*="Thanks__"]',
        '[class*="Pagination"]',
        '[class*="ActionButton"]',
      ],
      question: {
        // A question has no title of its own: its text is the heading.
        title: '[class*="QuestionItem__Text_"]',
        body: '[class*="QuestionItem__Text_"]',
        asker: person,
        postedAt: '[class*="QuestionItem__Item_"] [class*="UserInfo__Date_"]',
        status: { solved: '[class*="AnswerList__BestAnswerTitle"]' },
        categories: { each: '[class*="CategoryList"] a' },
        answerCount: { select: '[class*="QuestionItem__Answers_"]', match: /([\d,０-９]+)/ },
        replies: {
          each: '[class*="QuestionItem__SubText_"]',
          kind: 'supplement',
          body: '[class*="QuestionItem__SubText_"]',
        },
      },
      answers: {
        each: '[class*="AnswerList__Item_"]',
        body: '[class*="AnswerItem__ItemText_"]',
        author: person,
        postedAt: date,
        best: '[class*="AnswerList__BestAnswerTitle"] + *',
        replies: [
          {
            each: '[class*="Thanks__Wrap"]',
            kind: 'thanks',
            body: '[class*="Thanks__Text_"]',
            postedAt: { select: 'p:contains("お礼日時")', match: /お礼日時[：:]\s*(.+)/ },
          },
          {
            each: '[class*="ReplyItem__Item_"]',
            kind: 'comment',
            body: '[class*="ReplyItem__ItemText_"]',
            author: person,
            postedAt: date,
          },
        ],
      },
      nextPage: 'a[rel=next], [class*="Pagination__Anchor--Next"]',
    },
  ],
}
