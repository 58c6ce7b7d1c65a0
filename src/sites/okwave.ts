/**
 * The definition of OKWAVE. The class names come from public scrapers, because no HTML page of OKWAVE has been available. The
 * grammar reads landmarks; the layouts only tell it which elements are title and body, and do not give records themselves.
 */
import type { SiteDefinition, SiteLayout } from './site-definition.ts'

/** Hosts that show OKWAVE's questions with OKWAVE's ids. Blocklists of public userscripts call them "OKWave Q&A". */
const partnerHosts = [
  'qa.mapion.co.jp',
  'oshiete.nifty.com',
  'questionbox.jp.msn.com',
  'soudan.biglobe.ne.jp',
  'mag2qa.com',
  'www.mag2qa.com',
  'ziddy.japan.zdnet.com',
]

/**
 * goo first showed OKWAVE's questions with OKWAVE's ids. Later it continued with its own ids, and OKWAVE uses the same numbers
 * for other questions (q10172296). The id 8165099 of 2013 exists on both. The bound is inferred: it is below goo's first own id.
 */
const sharedWithGoo = /^[1-8]?\d{1,6}$/

/** Also the layouts of the sample site, which imitates this one. */
export const okwaveLayouts: readonly SiteLayout[] = [
  {
    name: 'okwave/current',
    recognisedBy: 'h1.a-title.a-title--lg, h1.title.lg.blk, p.contents',
    question: {
      title: 'h1.a-title.a-title--lg.a-title--blk, h1.title.lg.blk.xl_large',
      body: 'p.contents',
    },
  },
  {
    name: 'okwave/classic',
    recognisedBy: 'div.okw_inner h1[itemprop=name], div.q_desc',
    question: { title: 'div.okw_inner h1[itemprop=name]', body: 'div.q_desc' },
    answers: { each: 'div.a_textarea, div.a_desc', body: 'div.a_textarea, div.a_desc' },
  },
  {
    name: 'okwave/partner',
    recognisedBy: 'p#question_title, div.ok_lq_answer-inner',
    question: { title: 'p#question_title', body: 'p.qa_tex' },
  },
]

/** The lists that public scrapers of OKWAVE follow: `/list/new_question`, `/category/12`, `/c205.html`, `/searchkeyword/x`. */
export const okwaveLists = ['list', 'category', 'categories', 'search', 'searchkeyword', 'tag']
  .map((name) => `/${name}/*`)
  .concat('/c*.html', '/*/c*.html')

/** What OKWAVE shows in place of the names of users who have left. */
export const okwaveAnonymous = ['退会ユーザー', /^noname(?:#\d+)?$/]

export const okwave: SiteDefinition = {
  name: 'okwave',
  version: 1,
  hosts: ['okwave.jp', 'www.okwave.jp', 'sp.okwave.jp', 's.okwave.jp', 'm.okwave.jp'],
  // Page texts are stored under both hosts, path by path.
  mirrors: ['d3vj4k4n1zwj.cloudfront.net'],
  partners: [
    { host: 'oshiete.goo.ne.jp', question: '/qa/{id}.html', ids: sharedWithGoo },
    ...partnerHosts.map((host) => ({ host, question: '*/qa{id}.html' })),
  ],
  timeZone: '+09:00',
  urls: {
    question: [
      '/qa/q{id}.html',
      '*/qa/q{id}.html',
      '*/qa/q{id}.htm',
      '*/qa/q{id}',
      '*/qa/{id}.html',
      '*/qa/{id}',
      '*/qa{id}.html',
      '*/qa{id}',
    ],
    // The longest known id is q10172296.
    ids: /^\d{1,12}$/,
    page: 'page',
    lists: okwaveLists,
  },
  anonymous: okwaveAnonymous,
  readers: ['landmarks', 'structured-data'],
  layouts: okwaveLayouts,
}
