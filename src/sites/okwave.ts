/**
 * OKWAVE. No page of it has been seen in HTML: class names are what public scrapers select. The grammar reads its
 * landmarks; the layouts only tell it what a title and a body are, and make no record alone.
 */
import type { SiteDefinition, SiteLayout } from './site-definition.ts'

/** Hosts that show OKWAVE's questions under OKWAVE's ids: blocklists of public userscripts call them "OKWave Q&A". */
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
 * goo showed OKWAVE's questions under OKWAVE's ids and later went on with ids of its own, which OKWAVE has used since for
 * other questions (q10172296). Seen in both: 8165099 of 2013. Inferred: the bound, below the first id that is goo's alone.
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

/** What public scrapers of OKWAVE follow: `/list/new_question`, `/category/12`, `/c205.html`, `/searchkeyword/x`. */
export const okwaveLists = ['list', 'category', 'categories', 'search', 'searchkeyword', 'tag']
  .map((name) => `/${name}/*`)
  .concat('/c*.html', '/*/c*.html')

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
    // q10172296 is the longest that has been seen.
    ids: /^\d{1,12}$/,
    page: 'page',
    lists: okwaveLists,
  },
  readers: ['landmarks', 'structured-data'],
  layouts: okwaveLayouts,
}
