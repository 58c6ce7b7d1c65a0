/** The definition of an invented site that is read by selectors alone; it knows the markup of the sample site's current layout. */
import { defineSite } from '../src/sites/site-definition.ts'

export const forum = defineSite({
  name: 'forum',
  version: 1,
  hosts: ['forum.example'],
  timeZone: '+09:00',
  urls: { question: '/qa/q{id}.html', lists: ['/category/*'] },
  readers: ['layouts'],
  layouts: [
    {
      name: 'forum/2024',
      recognisedBy: '.p-question h1.a-title',
      main: 'main',
      noise: [
        '.m-buttons',
        '.ad',
        '.m-expert',
        'h2',
        '.m-count',
        '.m-user__best',
        '.p-reply__role',
        '.p-reply__kind',
      ],
      question: {
        title: 'h1.a-title',
        body: '.p-question > p.contents',
        postedAt: '.p-question > .a-date time',
        status: {
          open: { select: '.m-state__item', match: /(受付中|困ってます|お礼率)/ },
          solved: { select: '.m-state__item', match: /(解決済み|ベストアンサー)/ },
          closed: { select: '.m-state__item', match: /(締切済み)/ },
        },
        categories: { each: '.m-tag > .m-tag__item' },
        answerCount: '.m-count--answers > span',
        thanksCount: '.m-count--thanks > span',
        replies: {
          each: '.p-question > .p-reply',
          kind: {
            thanks: { select: '.p-reply__kind', match: /(お礼)/ },
            supplement: { select: '.p-reply__kind', match: /(補足)/ },
          },
          body: '.p-reply__text',
          author: ['.p-reply__name a', '.p-reply__name'],
        },
      },
      answers: {
        each: '.p-answer',
        number: { select: '.p-answer__number', match: /No\.(\d+)/ },
        body: 'p.contents',
        author: { name: ['.m-user__name a', '.m-user__name'], bestAnswerRate: '.m-user__rate' },
        postedAt: '.a-date time',
        best: '.m-user__best',
        replies: {
          each: '.p-reply',
          kind: {
            thanks: { select: '.p-reply__kind', match: /(お礼)/ },
            supplement: { select: '.p-reply__kind', match: /(補足)/ },
          },
          body: '.p-reply__text',
          author: ['.p-reply__name a', '.p-reply__name'],
        },
      },
      related: {
        each: '.m-related__item',
        title: 'a.link_qa',
        url: 'a.link_qa',
        excerpt: '.m-related__text',
      },
    },
  ],
})
