/** What the client sends to a public origin, guard shut, and what it keeps of the answer: nock answers. */
import nock from 'nock'
import { describe, expect, test } from 'vitest'
import { userAgent } from '../../src/fetch/user-agent.ts'
import { movedTo, page, publicOrigins } from '../public-origins.ts'
import { capture, fetcher } from './fetchers.ts'

const { requests, answers } = publicOrigins(nock)
const contact = 'https://crawler.example/about'
const client = () => fetcher({ allowPrivate: false, userAgent: userAgent(contact) })

describe('a public origin', () => {
  test('receives the User-Agent, the Host by name, and no Referer', async () => {
    answers('https://okwave.jp', () => page('<h1>質問'))
    await capture(client(), 'https://okwave.jp/qa/q8165099.html')
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers).toMatchObject({
      host: 'okwave.jp',
      'user-agent': expect.stringMatching(/^mondo\/\S+ \(\+https:\/\/crawler\.example\/about\)$/),
    })
    expect(requests[0]?.headers).not.toHaveProperty('referer')
  })

  test('never receives a cookie that it set, on the next page or on its other hosts', async () => {
    const cookies = { 'set-cookie': 'session=1; Domain=okwave.jp; Path=/' }
    answers('https://okwave.jp', () => page('<h1>質問', cookies))
    answers('https://sp.okwave.jp', () => page('<h1>質問'))
    const one = client()
    const first = await capture(one, 'https://okwave.jp/')
    expect(first.headers).toContainEqual(['set-cookie', cookies['set-cookie']])
    await capture(one, 'https://okwave.jp/qa/q1.html')
    await capture(one, 'https://sp.okwave.jp/qa/q1.html')
    expect(requests.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined])
  })

  test('that redirects to another origin is not followed by the client', async () => {
    answers('https://okwave.jp', () => movedTo('https://oshiete.nifty.com/qa8165099.html'))
    const { status, headers, url } = await capture(client(), 'https://okwave.jp/qa/q8165099.html')
    expect([status, url]).toEqual([301, 'https://okwave.jp/qa/q8165099.html'])
    expect(headers).toContainEqual(['location', 'https://oshiete.nifty.com/qa8165099.html'])
    expect(requests.map((request) => request.url)).toEqual(['https://okwave.jp/qa/q8165099.html'])
  })

  test('receives the URL without the fragment, and the capture has the public URL', async () => {
    answers('https://okwave.jp', () => page('<h1>質問'))
    const { url } = await capture(client(), 'https://okwave.jp/qa/q1.html?order=asc#answer-2')
    expect(url).toBe('https://okwave.jp/qa/q1.html?order=asc')
    expect(requests.map((request) => request.url)).toEqual([url])
  })
})
