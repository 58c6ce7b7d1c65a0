/**
 * Stack Overflow and the other sites of Stack Exchange: a family of sites with ids of their own, told apart by host.
 * Markup of 2011 to 2022 [E]: pages of Stack Overflow and of German Language in public test suites.
 */
import type { Cheerio } from 'cheerio/slim'
import type { PageElement, RepliesAt, SiteDefinition } from './site-definition.ts'

type Scope = Cheerio<PageElement>

/** The signature of who wrote a post: the last one, because those of editors stand before it. */
function signatureIn(scope: Scope, post: string): Scope {
  return scope.find(`${post} .post-signature`).last()
}

/** A wiki that many have written (`10 revs, 6 users 24%`) has no author. A user without an account has no link. */
function authorIn(scope: Scope, post: string): Scope | null {
  const details = signatureIn(scope, post).find('.user-details')
  if (/\d revs|community wiki/i.test(details.text())) return null
  const link = details.find('a[href*="/users/"]').first()
  return link.length > 0 ? link : details
}

/** Where no title has the time, the element with the text: it gives no value, and a check says so. */
function signedAt(scope: Scope, post: string): Scope | string {
  const time = signatureIn(scope, post).find('.user-action-time')
  return time.find('[title]').last().attr('title') ?? time
}

const comments: RepliesAt = {
  each: '.comment',
  kind: 'comment',
  body: '.comment-copy',
  author: '.comment-user',
  postedAt: { select: '.comment-date [title]', attr: 'title', match: /^([\d-]+ [\d:]+Z)/ },
}

export const stackexchange: SiteDefinition = {
  name: 'stackexchange',
  version: 2,
  hosts: [
    'stackoverflow.com',
    '*.stackoverflow.com',
    '*.stackexchange.com',
    'serverfault.com',
    'superuser.com',
    'askubuntu.com',
    'mathoverflow.net',
    'stackapps.com',
  ],
  siteIs: 'host',
  timeZone: 'UTC',
  urls: {
    question: ['/questions/{id}', '/questions/{id}/*', '/q/{id}', '/q/{id}/*'],
    page: 'page',
    lists: ['/questions', '/questions/tagged/*', '/unanswered', '/search'],
    listNext: { select: 'a[rel=next]', attr: 'href' },
  },
  notFound: { select: 'head title', match: /^(Page not found)/i },
  wall: { select: 'head title', match: /^(Human verification|Just a moment)/i },
  readers: ['structured-data', 'layouts'],
  layouts: [
    {
      name: 'stackexchange/2011',
      recognisedBy: '#question .post-text, #question .js-post-body',
      main: '#mainbar',
      noise: [
        '#answers-header',
        '.votecell',
        '.vote',
        '.post-menu',
        // Editors sign before the author. Of the author's own signature only the name is a field, and the time in its title.
        '.post-signature:has(~ .post-signature)',
        '.user-action-time',
        '.-flair',
        '.reputation-score',
        '.badgecount',
        '.accept-rate',
        // Said a second time to machines and screen readers.
        '.d-none',
        '.v-visible-sr',
        '.user-details:contains("revs")',
        '.user-details:contains("community wiki")',
        '.comment-score',
        '.comment-actions',
        '.comments-link',
        '.bottom-notice',
        '#post-form',
        '.js-post-notice',
        '.question-status',
        '.bounty',
      ],
      question: {
        title: ['#question-header h1', 'h1[itemprop=name]'],
        body: { at: ['#question .js-post-body', '#question .post-text'], without: 'aside, .question-status' },
        asker: (_$, page) => authorIn(page, '#question'),
        postedAt: (_$, page) => signedAt(page, '#question'),
        status: { solved: '.accepted-answer, .vote-accepted-on' },
        categories: { each: '#question .post-tag' },
        answerCount: [
          { select: '#answers-header h2', attr: 'data-answercount' },
          { select: '#answers-header h2', match: /([\d,]+)/ },
        ],
        thanksCount: [
          { select: '#question .js-vote-count', attr: 'data-value' },
          '#question .vote-count-post',
        ],
        replies: { ...comments, each: '#question .comment, #question ~ .comments .comment' },
      },
      answers: {
        each: '.answer',
        key: { select: '.answer', attr: 'id', match: /^answer-(\d+)$/ },
        body: ['.js-post-body', '.post-text'],
        author: (_$, answer) => authorIn(answer, ''),
        postedAt: (_$, answer) => signedAt(answer, ''),
        best: '.accepted-answer, .vote-accepted-on',
        thanksCount: [{ select: '.js-vote-count', attr: 'data-value' }, '.vote-count-post'],
        replies: comments,
      },
      related: { each: '.sidebar-related .spacer', title: '.question-hyperlink' },
      nextPage: { select: 'a[rel=next]', attr: 'href' },
    },
  ],
}
