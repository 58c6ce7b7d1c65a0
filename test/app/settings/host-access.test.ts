/** Headers, cookies and proxies as a configuration names them, with secrets from the environment. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../../src/app/config.ts'
import { type CrawlSettings, resolveCrawl } from '../../../src/app/crawl-settings.ts'
import { configuredAccess } from '../../../src/app/settings/host-access.ts'

const folder = mkdtempSync(join(tmpdir(), 'mondo-access-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const url = 'https://okwave.jp/qa/q1.html'

function file(group: object): string {
  const path = join(folder, 'mondo.config.json')
  writeFileSync(path, JSON.stringify({ hostGroups: { okwave: { hosts: ['okwave.jp'], ...group } } }))
  return path
}
const accessOf = (group: object) => configuredAccess(file(group))(url)

describe('a host group', () => {
  test('without such a key has nothing configured, nor has another host', () => {
    expect(accessOf({ rate: 1 })).toBeNull()
    expect(configuredAccess(file({ headers: { 'X-Key': 'a' } }))('https://other.example/')).toBeNull()
    expect(configuredAccess(file({ headers: { 'X-Key': 'a' } }))('https://okwave.jp:8443/')).toBeNull()
  })

  test('names headers, with secrets from the environment', () => {
    vi.stubEnv('OKWAVE_TOKEN', ' Bearer abc\n')
    const headers = { Authorization: { env: 'OKWAVE_TOKEN' }, 'Accept-Language': 'ja' }
    expect(accessOf({ headers })).toEqual({
      headers: [
        ['Authorization', 'Bearer abc'],
        ['Accept-Language', 'ja'],
      ],
      cookies: [],
      kept: null,
    })
  })

  test.each<[string, unknown, readonly (readonly [string, string])[], boolean]>([
    ['kept', 'keep', [], true],
    [
      'a pasted line',
      'sid=a=b; lang=ja;',
      [
        ['sid', 'a=b'],
        ['lang', 'ja'],
      ],
      false,
    ],
    [
      'a line in a variable',
      { env: 'OKWAVE_COOKIES' },
      [
        ['sid', 'fromEnv'],
        ['x', '1'],
      ],
      false,
    ],
    [
      'names',
      { sid: { env: 'OKWAVE_SID' }, lang: 'ja' },
      [
        ['sid', 'abc'],
        ['lang', 'ja'],
      ],
      false,
    ],
    ['a cookie named env', { env: { env: 'OKWAVE_SID' } }, [['env', 'abc']], false],
    ['both', ['keep', { sid: { env: 'OKWAVE_SID' } }], [['sid', 'abc']], true],
  ])('names cookies: %s', (_, cookies, wanted, keeps) => {
    vi.stubEnv('OKWAVE_COOKIES', 'sid=fromEnv; x=1')
    vi.stubEnv('OKWAVE_SID', 'abc')
    const access = accessOf({ cookies })
    expect(access?.cookies).toEqual(wanted)
    expect(access?.kept !== null).toBe(keeps)
  })

  test.each<[unknown, unknown]>([
    ['http://user:pass@proxy.example:3128', { http: 'http://user:pass@proxy.example:3128/' }],
    ['proxy.example:3128', { https: 'http://proxy.example:3128/' }],
    [{ env: 'OKWAVE_PROXY' }, { http: 'https://me:pw@p.example/', except: '' }],
    ['none', null],
  ])('names the proxy %j', (proxy, wanted) => {
    vi.stubEnv('OKWAVE_PROXY', 'https://me:pw@p.example')
    const proxies = accessOf({ proxy })?.proxies
    if (wanted === null) expect(proxies).toBeNull()
    else expect(proxies).toMatchObject(wanted as object)
  })

  test.each<[string, object, RegExp]>([
    [
      'a header',
      { headers: { 'X-Key': { env: 'MONDO_NONE' } } },
      /hostGroups\.okwave\.headers\.X-Key: .*MONDO_NONE is not set/,
    ],
    [
      'a cookie',
      { cookies: { sid: { env: 'MONDO_NONE' } } },
      /hostGroups\.okwave\.cookies\.sid: .*MONDO_NONE is not set/,
    ],
    [
      'all cookies',
      { cookies: { env: 'MONDO_NONE' } },
      /hostGroups\.okwave\.cookies: .*MONDO_NONE is not set/,
    ],
    ['a proxy', { proxy: { env: 'MONDO_NONE' } }, /hostGroups\.okwave\.proxy: .*MONDO_NONE is not set/],
  ])('with a variable that is not set, for %s, is an error before anything else', (_, group, message) => {
    const config = file(group)
    expect(() => resolveCrawl({ urls: ['https://other.example/'], contact: 'me@x.example', config })).toThrow(
      message,
    )
    expect(() => configuredAccess(config)).toThrow(message)
    vi.stubEnv('MONDO_NONE', '')
    expect(() => configuredAccess(config)).toThrow(message)
  })

  test.each<[string, object, RegExp]>([
    ['a line break', { headers: { 'X-Key': 's3cret\r\nX: 1' } }, /headers\.X-Key: the value has a character/],
    [
      'a character beyond latin1',
      { cookies: { sid: 's3cret秘' } },
      /cookies\.sid: the value has a character/,
    ],
    [
      'no proxy',
      { proxy: 'socks5://me:s3cret@p.example' },
      /hostGroups\.okwave\.proxy is not an http or https proxy/,
    ],
    ['no cookies', { cookies: { env: 'MONDO_LINE' } }, /cookies: the variable does not hold NAME=VALUE/],
  ])('with %s for a value names the key, and never the value', (_, group, message) => {
    vi.stubEnv('MONDO_LINE', 's3cret')
    const read = () => configuredAccess(file(group))
    expect(read).toThrow(message)
    expect(read).not.toThrow(/s3cret/)
  })

  test.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'User-Agent',
    'Cookie',
    'Connection',
    'Proxy-Authorization',
    'If-None-Match',
    'Range',
    'Accept-Encoding',
    'X-Forwarded-For',
    'Sec-CH-UA',
    'Expect',
    'not a name',
    '',
  ])('cannot have the header %j', (name) => {
    expect(() => readConfig(file({ headers: { [name]: 's3cret' } }))).toThrow(/hostGroups\.okwave\.headers\./)
  })

  test.each<[string, object, RegExp]>([
    [
      'a header twice',
      { headers: { 'X-Key': 'a', 'x-key': 'b' } },
      /headers\.x-key: a header that is there already/,
    ],
    ['a number for a header', { headers: { 'X-Key': 1 } }, /headers\.X-Key: expected a text, or/],
    [
      'another key beside env',
      { headers: { 'X-Key': { env: 'A', or: 'b' } } },
      /headers\.X-Key: Unrecognized key: "or"/,
    ],
    ['a word for cookies', { cookies: 'always' }, /cookies: expected "keep", or cookies as in/],
    ['an invalid cookie name', { cookies: { 'a b': 'c' } }, /cookies: expected "keep", cookies, or an array/],
    ['an array of cookies', { cookies: [{ a: 'b' }] }, /cookies: expected "keep", cookies, or an array/],
  ])('cannot have %s', (_, group, message) => {
    expect(() => readConfig(file(group))).toThrow(message)
  })
})

test('the top level has no headers, cookies and proxy: they would go to every host', () => {
  const path = join(folder, 'top.json')
  for (const key of ['headers', 'cookies', 'proxy']) {
    writeFileSync(path, JSON.stringify({ [key]: 'keep' }))
    expect(() => readConfig(path)).toThrow(`Unrecognized key: "${key}"`)
  }
})

test('a file that is not JSON is not quoted', () => {
  const path = join(folder, 'broken.json')
  writeFileSync(path, '{ "hostGroups": { "a": { "cookies": "sid=s3cret" "rate": 1 } } }')
  expect(() => readConfig(path)).toThrow(/is not JSON \(line 1 column \d+\)/)
  writeFileSync(path, 's3cret')
  expect(() => readConfig(path)).toThrow(/is not JSON/)
  expect(() => readConfig(path)).not.toThrow(/s3cret/)
})

test('secrets are no part of the options that are stored with a run', () => {
  const group = {
    headers: { 'X-Key': 's3cret' },
    cookies: { sid: 's3cret' },
    proxy: 'http://me:s3cret@p.example',
  }
  const settings: CrawlSettings = { urls: [url], contact: 'me@x.example' }
  const byFile = resolveCrawl({ ...settings, config: file(group) })
  const bySetting = resolveCrawl({
    ...settings,
    hostGroups: [{ name: 'okwave', hosts: ['okwave.jp'], ...group }],
  })
  for (const { options, accessFor } of [byFile, bySetting]) {
    expect(JSON.stringify(options)).not.toContain('s3cret')
    expect(accessFor(url)).toMatchObject({ headers: [['X-Key', 's3cret']], cookies: [['sid', 's3cret']] })
  }
})

describe('headers of a path', () => {
  const paths = [
    { path: '/qa/*', headers: { 'x-key': { env: 'OKWAVE_KEY' } }, revisitAfter: '1h' },
    { path: '/*', follow: [] },
  ]

  test('come in addition to those of the host group, and replace one of the same name', () => {
    vi.stubEnv('OKWAVE_KEY', 'secret')
    const access = configuredAccess(file({ headers: { 'X-Key': 'a', 'Accept-Language': 'ja' }, paths }))
    expect(access(url)?.headers).toEqual([
      ['Accept-Language', 'ja'],
      ['x-key', 'secret'],
    ])
    expect(access('https://okwave.jp/list/new')?.headers).toEqual([
      ['X-Key', 'a'],
      ['Accept-Language', 'ja'],
    ])
    expect(configuredAccess(file({ paths }))('https://okwave.jp/list/new')).toBeNull()
  })

  test('are not stored with a run; the other settings are', () => {
    vi.stubEnv('OKWAVE_KEY', 'secret')
    const config = file({ paths: [{ ...paths[0], headers: { 'x-key': 'secret' } }] })
    const { options } = resolveCrawl({ urls: [url], config, contact: 'you@example.org' })
    expect(options.hostGroups).toMatchObject([{ paths: [{ path: '/qa/*', revisitAfter: 3600 }] }])
    expect(JSON.stringify(options)).not.toContain('secret')
  })

  test('are refused at the top level, where they would go to every host', () => {
    const path = join(folder, 'mondo.config.json')
    writeFileSync(path, JSON.stringify({ paths }))
    expect(() => readConfig(path)).toThrow('Unrecognized key')
  })
})
