/**
 * 教えて!goo. Its ids beyond those that it shares with OKWAVE are its own. Markup of 2020 [E]: class names of a real page and
 * of public scrapers; the marks of a best answer and of thanks are inferred [I].
 */
import type { SiteDefinition } from './site-definition.ts'

export const goo: SiteDefinition = {
  name: 'goo',
  version: 1,
  hosts: ['oshiete.goo.ne.jp'],
  timeZone: '+09:00',
  urls: {
    question: '/qa/{id}.html',
    page: 'pg',
    lists: ['/articles/qa/*', '/category/*', '/search_goo/result/*'],
    listNext: ['li.next a', 'a[data-osccid=pager_next]'],
  },
  layouts: [
    {
      name: 'goo/2020',
      recognisedBy: '.q_article .q_text',
      main: '#q-and-a',
      noise: [
        '.mainTitle',
        '.share',
        '.q_in_useful',
        '.q_only_remark_item',
        '.q_footer',
        '.formArea',
        '.otherBox',
        '.pr-unit',
        '.a_article_info h3',
        '.a_only_remark_item',
        '.specialistIcon',
        // Labels beside names, times and counts: 質問者：, 質問日時：, 件.
        '.author',
        '.date',
        '.answer_count',
        '.status',
        '.best',
        'h2',
        'li.next',
      ],
      question: {
        title: '.q_article h1',
        body: '.q_article .q_text',
        asker: '.q_article_info .author a',
        postedAt: '.q_article_info .date time',
        status: {
          open: { select: '.q_article_info .status', match: /(受付中)/ },
          solved: { select: '.q_article_info .status', match: /(解決済|ベストアンサー)/ },
          closed: { select: '.q_article_info .status', match: /(締切|終了)/ },
        },
        categories: { each: '#crumb a', skipFirst: 1 },
        answerCount: '.q_article_info .answer_count span',
        replies: { each: '.q_supplement', kind: 'supplement', body: '.q_text, p' },
      },
      answers: {
        each: '.a_article',
        body: '.a_text',
        author: '.a_article_info .author a',
        postedAt: '.a_article_info .date time',
        best: { select: '.a_article_info', match: /(ベストアンサー)/ },
        replies: {
          each: '.thanks_article, .supplement_article',
          kind: { thanks: '.thanks_article', supplement: '.supplement_article' },
          body: '.thanks_text, .supplement_text',
          postedAt: '.date time',
        },
      },
      nextPage: ['li.next a', 'a[data-osccid=pager_next]'],
    },
  ],
}
