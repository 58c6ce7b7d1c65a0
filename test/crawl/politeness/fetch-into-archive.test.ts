/** One URL into the archive: what came of it. */
import { describe, expect, test } from 'vitest'
import { fetchIntoArchive } from '../../../src/crawl/politeness/fetch-into-archive.ts'
import { answeringHost, type HostAnswer, later, redirectTo } from './answering-host.ts'

const url = 'https://a.example/'
const html = (text: string): HostAnswer => ({ body: Buffer.from(text) })
const fetched = async (...given: Parameters<typeof answeringHost>) =>
  await fetchIntoArchive(url, answeringHost(...given).deps)

test('a page is archived, whatever its status', async () => {
  expect(await fetched({ [url]: html('<p>a') })).toEqual({
    ...{ kind: 'captured', url, status: 200, redirects: [], truncated: null },
    at: { file: 'a.warc.gz', offset: 1, length: 1 },
  })
  expect(await fetched({})).toMatchObject({ kind: 'captured', status: 404 })
  expect(await fetched({ [url]: { truncated: 'length' } })).toMatchObject({ truncated: 'length' })
})

describe('redirects', () => {
  test('are followed, and named in their order', async () => {
    const host = answeringHost({
      [url]: redirectTo('/b'),
      'https://a.example/b': redirectTo('https://c.example/c'),
    })
    const hostGroups = [{ name: 'ours', hosts: ['c.example'] }]
    expect(await fetchIntoArchive(url, { ...host.deps, hostGroups })).toMatchObject({
      kind: 'captured',
      url: 'https://c.example/c',
      redirects: [url, 'https://a.example/b'],
    })
    expect(host.groups).toEqual(['a.example', 'a.example', 'ours'])
  })

  test('end after five', async () => {
    const hops = Object.fromEntries(
      Array.from({ length: 9 }, (_, hop) => [hop === 0 ? url : `${url}${hop}`, redirectTo(`/${hop + 1}`)]),
    )
    expect(await fetched(hops)).toEqual({
      ...{ kind: 'failed', url: `${url}5`, detail: `redirected again, to ${url}6` },
    })
  })

  test.each([
    ['a meta refresh', { body: Buffer.from('<meta http-equiv="Refresh" content="0; url=/b">') }],
    [
      'a Refresh header',
      { body: Buffer.from('<p>'), headers: [['Refresh', '0; url=/b']] as [string, string][] },
    ],
  ])('by %s are redirects too', async (_, answer) => {
    expect(await fetched({ [url]: answer })).toMatchObject({ url: `${url}b`, redirects: [url] })
  })

  test.each([
    ['an error page', { status: 500, body: Buffer.from('<meta http-equiv="refresh" content="0; url=/b">') }],
    [
      'a page above success',
      { status: 300, body: Buffer.from('<meta http-equiv="refresh" content="0; url=/b">') },
    ],
    [
      'half a page',
      { truncated: 'length', body: Buffer.from('<meta http-equiv="refresh" content="0; url=/b">') },
    ],
    ['a late refresh', { body: Buffer.from('<meta http-equiv="refresh" content="60; url=/b">') }],
    ['a page that names one', { body: Buffer.from('<p>refresh your mind') }],
    [
      'a body that is not whole',
      {
        headers: [
          ['Content-Encoding', 'gzip'],
          ['Refresh', '0; url=/b'],
        ],
        body: Buffer.from('\x1f\x8b\x08torn', 'latin1'),
      },
    ],
  ] as readonly (readonly [string, HostAnswer])[])('are none on %s', async (_, answer) => {
    expect(await fetched({ [url]: answer })).toMatchObject({ kind: 'captured', url, redirects: [] })
  })
})

test.each([
  [
    'robots.txt forbids',
    {},
    { robots: 'User-agent: *\nDisallow: /' },
    { kind: 'skipped', by: 'robots', detail: 'robots.txt, line 2: Disallow: /' },
  ],
  [
    'the address guard refuses',
    { [url]: { blocked: 'a private address' } },
    {},
    { kind: 'skipped', by: 'address-guard', detail: 'a private address' },
  ],
  [
    'does not answer',
    { [url]: { fails: 'no answer in 30 s' } },
    {},
    { kind: 'failed', detail: 'timeout: no answer in 30 s' },
  ],
  [
    'asks for a pause',
    { [url]: { status: 429 } },
    {},
    { kind: 'wait', until: later, detail: 'HTTP status 429' },
  ],
  [
    'has its robots.txt out of reach',
    {},
    { robots: { kind: 'unreachable', until: later, detail: 'robots.txt: timeout' } },
    { kind: 'wait', until: later, detail: 'robots.txt: timeout' },
  ],
  [
    'asks for too long a delay',
    {},
    { robots: { kind: 'parked', reason: 'a Crawl-delay of 900 s' } },
    { kind: 'wait', until: null, detail: 'a Crawl-delay of 900 s' },
  ],
  [
    'may not be asked yet',
    {},
    { permit: 'wait' },
    { kind: 'wait', until: later, detail: 'waiting for pace' },
  ],
  ['is left by a stop', {}, { permit: 'stopped' }, { kind: 'stopped' }],
] as const)('a URL whose host %s', async (_, answers, how, said) => {
  expect(await fetched(answers, how)).toEqual({ ...said, url })
})
