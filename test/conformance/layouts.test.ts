/** Reads two pages of real sites with definitions that were written from these pages alone; every text is claimed. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import type { SiteDefinition } from '../../src/sites/site-definition.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/parser')

const user = { name: { select: '[class*=UserInfo__UserName]', match: /^(.*?)(?:さん)?$/ } }
const chie: SiteDefinition = {
  name: 'chie',
  version: 1,
  hosts: ['chie.example.jp'],
  timeZone: '+09:00',
  urls: { question: '/q{id}' },
  layouts: [
    {
      name: 'chie/2020',
      recognisedBy: '[class*=QuestionItem_]',
      noise: ['h2', '[class*=Thanks__Wrap] > p:first-child'],
      question: {
        title: '[class*=QuestionItem__Text]',
        asker: user,
        postedAt: '[class*=UserInfo__Date]',
        answerCount: '[class*=QuestionItem__Answers]',
        status: { solved: '[class*=BestAnswerTitle]' },
        replies: {
          each: '[class*=QuestionItem__SubText]',
          kind: 'supplement',
          body: { select: '[class*=QuestionItem__SubText]', match: /^補足 (.*)$/s },
        },
      },
      answers: {
        each: '[class*=AnswerItem__Item__]',
        body: '[class*=ItemText]',
        author: user,
        postedAt: '[class*=UserInfo__Date]',
        best: '[class*=BestAnswerTitle] + * > *',
        replies: {
          each: '[class*=Thanks__Wrap]',
          kind: 'thanks',
          body: '[class*=Thanks__Text]',
          postedAt: 'p:last-child',
        },
      },
    },
  ],
}

const tera: SiteDefinition = {
  name: 'tera',
  version: 1,
  hosts: ['tera.example.jp'],
  timeZone: 'Asia/Tokyo',
  urls: { question: '/questions/{id}' },
  layouts: [
    {
      name: 'tera/2020',
      recognisedBy: 'h1.ttlMain',
      noise: ['h2', '.meta'],
      question: {
        title: 'h1.ttlMain',
        body: '.boxQuestion .boxContent',
        status: { solved: { select: '.status', match: /解決済/ } },
        answerCount: { select: '.meta li', match: /回答 (\d+)/ },
      },
      answers: {
        each: '.boxAnswer',
        key: { select: '.boxAnswer', attr: 'id', match: /^r-(\d+)$/ },
        body: '.boxContent',
        author: 'a',
        postedAt: '.boxAnswer > p',
        best: { select: 'span', match: /ベストアンサー/ },
      },
    },
  ],
}

function read(file: string, url: string): QuestionPage {
  const outcome = parseQuestionPage(readFileSync(resolve(folder, file)), { url, sites: [chie, tera] })
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

/** The facts that can be compared without quoting texts: who, when, how many, which is best. */
const brief = (page: QuestionPage) => ({
  asker: page.asker?.name ?? null,
  postedAt: page.postedAt,
  status: page.status,
  answerCount: page.answerCount,
  replies: page.replies.map(({ kind, author }) => [kind, author?.name]),
  answers: page.answers.map(({ key, isBest, author, postedAt, replies }) => [
    key.replace(/^t:.*/, 't:'),
    isBest,
    author?.name,
    postedAt,
    replies.map((reply) => [reply.kind, reply.author?.name, reply.postedAt]),
  ]),
  checks: page.checks.map(({ code }) => code),
})

if (existsSync(folder)) {
  describe('a page read by a definition', () => {
    it('with hashed class names, titles only, and thanks', () => {
      expect(brief(read('chiebukuro-like.html', 'https://chie.example.jp/q1'))).toEqual({
        asker: 'taro01',
        postedAt: '2020-07-13T01:10:00+09:00',
        status: 'solved',
        answerCount: 2,
        replies: [['supplement', 'taro01']],
        answers: [
          [
            't:',
            true,
            'hanako02',
            '2020-07-13T08:10:00+09:00',
            [['thanks', 'taro01', '2020-07-14T09:00:00+09:00']],
          ],
          ['t:', false, 'jiro03', '2020-07-13T09:20:00+09:00', []],
        ],
        checks: ['empty-body'],
      })
    })

    it('with ids, a badge and links to people', () => {
      expect(brief(read('teratail-like.html', 'https://tera.example.jp/questions/1'))).toEqual({
        asker: null,
        postedAt: null,
        status: 'solved',
        answerCount: 2,
        replies: [],
        answers: [
          ['101', true, 'kaito', '2021-03-04T10:11:00+09:00', []],
          ['102', false, 'mei', '2021-03-04T12:13:00+09:00', []],
        ],
        checks: [],
      })
    })
  })
} else {
  process.stderr.write(`pages for definitions are not at ${folder}: nothing to conform to\n`)
  it('pages for definitions are not there, so nothing was compared', () => {
    expect(existsSync(folder)).toBe(false)
  })
}
