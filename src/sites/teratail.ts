/** teratail. The form of its URLs is known [E]; its class names are inferred [I]. */
import type { SiteDefinition } from './site-definition.ts'

export const teratail: SiteDefinition = {
  name: 'teratail',
  version: 1,
  hosts: ['teratail.com', 'www.teratail.com'],
  timeZone: '+09:00',
  urls: {
    question: ['/questions/{id}', '/questions/{id}/*'],
    page: 'page',
    lists: ['/questions', '/tags/*', '/feed/*'],
    listNext: 'a[rel=next]',
  },
  layouts: [
    {
      name: 'teratail/2021',
      recognisedBy: '.boxQuestion',
      main: 'main',
      noise: ['main > h2', 'ul.meta'],
      question: {
        title: 'h1',
        body: '.boxQuestion .boxContent',
        asker: '.boxQuestion a[href*="/users/"]',
        postedAt: { select: '.boxQuestion > p', match: /^投稿\s*(.+)/ },
        status: {
          open: { select: '.status', match: /(受付中)/ },
          solved: { select: '.status', match: /(解決済)/ },
        },
        categories: { each: '.boxQuestion a[href*="/tags/"]' },
        answerCount: { select: 'ul.meta li', match: /^回答\s*([\d,]+)/ },
        replies: { each: '.boxQuestion .boxComment', kind: 'comment', body: '.boxContent', author: 'a' },
      },
      answers: {
        each: '.boxAnswer',
        body: '.boxContent',
        author: 'a[href*="/users/"]',
        postedAt: { select: '.boxAnswer > p', match: /^投稿\s*(.+)/ },
        best: { select: 'span', match: /(ベストアンサー)/ },
        replies: { each: '.boxComment', kind: 'comment', body: '.boxContent', author: 'a[href*="/users/"]' },
      },
      nextPage: 'a[rel=next]',
    },
  ],
}
