/** robots.txt: groups, rules, hostile files, Crawl-delay and explanations. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRobots, type Robots } from '../../src/fetch/robots.ts'

const site = 'https://site.example'

function robots(...lines: readonly string[]): Robots {
  return parseRobots(Buffer.from(lines.join('\n')))
}

describe('groups', () => {
  it('for the product token take precedence over those for *', () => {
    const rules = robots('User-agent: *', 'Disallow: /', 'User-agent: Mondo', 'Disallow: /private')
    expect(rules.allows(`${site}/qa/q1.html`, 'mondo')).toBe(true)
    expect(rules.allows(`${site}/private/1`, 'mondo')).toBe(false)
    expect(rules.allows(`${site}/qa/q1.html`, 'other')).toBe(false)
  })

  it('are found for a whole User-Agent too', () => {
    const rules = robots('User-agent: mondo/2.0', 'Disallow: /')
    expect(rules.allows(site, 'mondo/0.1.0 (+https://crawler.example)')).toBe(false)
    expect(rules.allows(site, 'mondoo/0.1.0')).toBe(true)
  })

  it('of one agent are merged, wherever they are', () => {
    const rules = robots(
      'User-agent: mondo',
      'Disallow: /a',
      'User-agent: x',
      'Disallow: /',
      'User-agent: mondo',
      'Disallow: /b',
    )
    expect(['/a', '/b', '/c'].map((path) => rules.allows(site + path, 'mondo'))).toEqual([false, false, true])
  })

  it('are not ended by sitemaps, crawl delays or unknown lines', () => {
    const rules = robots(
      'User-agent: a',
      'Sitemap: https://site.example/s.xml',
      'Crawl-delay: 2',
      'Noindex: /',
      'User-agent: b',
      'Disallow: /',
    )
    expect([rules.allows(site, 'a'), rules.allows(site, 'b'), rules.allows(site, 'c')]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('of an agent without rules allow it everything', () => {
    const rules = robots('User-agent: *', 'Disallow: /', 'User-agent: mondo', 'Disallow:')
    expect(rules.allows(`${site}/x`, 'mondo')).toBe(true)
  })
})

describe('rules', () => {
  it('the longest match decides, and allow wins a tie', () => {
    const rules = robots('User-agent: *', 'Disallow: /qa', 'Allow: /qa/q', 'Disallow: /same', 'Allow: /same')
    expect(rules.allows(`${site}/qa/list`, 'mondo')).toBe(false)
    expect(rules.allows(`${site}/qa/q1.html`, 'mondo')).toBe(true)
    expect(rules.allows(`${site}/same`, 'mondo')).toBe(true)
  })

  it.each([
    ['/a*z$', '/a/b/z', true],
    ['/a*z$', '/az', true],
    ['/a*z$', '/a/z/y', false],
    ['/*z$', '/z/z', true],
    ['/ab*ba$', '/aba', false],
    ['/$', '/', true],
    ['/$', '/x', false],
    ['/a$b', '/a$b', true],
    ['/a**b', '/axb', true],
    ['*b', '/ab', true],
    ['/x?a=1', '/x?a=12', true],
    ['x', '/x', false],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(robots('User-agent: *', `Disallow: ${pattern}`).allows(site + path, 'mondo')).toBe(!matches)
  })

  it('compare paths as sent on the wire', () => {
    const rules = robots(
      'User-agent: *',
      'Disallow: /質問',
      'Disallow: /%e7%ad%94',
      'Disallow: /a b',
      'Disallow: /c|d',
    )
    expect(rules.allows(new URL('/質問/1', site).href, 'mondo')).toBe(false)
    expect(rules.allows(new URL('/答', site).href, 'mondo')).toBe(false)
    expect(rules.allows(new URL('/a b', site).href, 'mondo')).toBe(false)
    expect(rules.allows(new URL('/c|d', site).href, 'mondo')).toBe(false)
  })

  // RFC 9309, 2.2.2 and 2.2.3: the octets of unreserved characters are decoded, reserved characters are encoded.
  it.each([
    ['/%71', '/q'],
    ['/q', '/%71'],
    ['/%7euser', '/~user'],
    ['/a-%2A.html', '/a-*.html'],
    ['/price-%24', '/price-$'],
    ['/x?to=https://foo.example', '/x?to=https%3A%2F%2Ffoo.example'],
    ['/x?to=https%3A%2F%2Ffoo.example', '/x?to=https://foo.example'],
  ])('that say %s forbid %s, which Google’s library lets pass', (rule, path) => {
    const rules = robots('User-agent: *', `Disallow: ${rule}`)
    expect(rules.explain(site + path, 'mondo')).toMatchObject({ allowed: false, line: 2 })
  })

  it.each([
    ['/a%2Fb', '/a/b'],
    ['/a%3Fb', '/a?b'],
    ['/b', '/%71'],
  ])('that say %s do not forbid %s', (rule, path) => {
    expect(robots('User-agent: *', `Disallow: ${rule}`).allows(site + path, 'mondo')).toBe(true)
  })

  it('allow only what both readings of percent-encoding allow', () => {
    const rules = robots('User-agent: *', 'Disallow: /', 'Allow: /%71', 'Allow: /both')
    expect(['/q', '/%71', '/both'].map((path) => rules.allows(site + path, 'mondo'))).toEqual([
      false,
      true,
      true,
    ])
  })

  it('ignore host and fragment', () => {
    const rules = robots('User-agent: *', 'Disallow: /site.example', 'Disallow: /y%23x', 'Disallow: /?q')
    expect(rules.allows(`${site}/`, 'mondo')).toBe(true)
    expect(rules.allows(`${site}/y#x`, 'mondo')).toBe(true)
    expect(rules.allows(`${site}?q`, 'mondo')).toBe(false)
  })

  it('match like a regular expression would, for any pattern and path', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '*', '$', '/'), { maxLength: 12 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        const body = pattern.endsWith('$') ? pattern.slice(0, -1) : pattern
        const source = body
          .split('*')
          .map((part) => part.replaceAll('$', '\\$'))
          .join('.*')
        const naive = new RegExp(`^${source}${pattern.endsWith('$') ? '$' : ''}`).test(`/${path}`)
        const allowed = robots('User-agent: *', `Disallow: ${pattern}`).allows(`${site}/${path}`, 'mondo')
        expect(allowed).toBe(pattern === '' || !naive)
      }),
      { numRuns: 500 },
    )
  })
})

describe('misspelt keys', () => {
  it.each(['Useragent: *', 'User agent: *', 'USERAGENT *', 'User-agents : *'])(
    '%s begins a group',
    (line) => {
      expect(robots(line, 'Disallow: /q').allows(`${site}/q`, 'mondo')).toBe(false)
    },
  )

  it.each([
    'Disalow: /q',
    'Dissallow: /q',
    'dissalow:/q',
    'DIASLLOW : /q',
    'Disallaw: /q',
    'Disallowed: /q',
    'Disalow /q',
  ])('%s forbids', (line) => {
    const rules = robots('User-agent: *', line)
    expect(rules.explain(`${site}/q/1`, 'mondo')).toMatchObject({ allowed: false, rule: 'Disallow: /q' })
    expect(rules.allows(`${site}/x`, 'mondo')).toBe(true)
  })

  it.each(['Allowed: /q', 'Alow: /q', 'Allowance /q'])('%s allows nothing that is forbidden', (line) => {
    expect(robots('User-agent: *', 'Disallow: /', line).allows(`${site}/q`, 'mondo')).toBe(false)
  })

  it('of sitemaps and delays count too', () => {
    const rules = robots(
      'User-agent: *',
      'Crawl delay: 7',
      'Site-map: https://site.example/a.xml',
      'Sitemaps: https://site.example/b.xml',
    )
    expect(rules.sitemaps).toEqual(['https://site.example/a.xml', 'https://site.example/b.xml'])
    expect(rules.crawlDelay('mondo')).toBe(7)
  })
})

describe('a file', () => {
  it.each(['\n', '\r', '\r\n'])('reads the same with %j at the line ends', (end) => {
    const rules = parseRobots(Buffer.from(['User-agent: *', '# note', 'Disallow: /x # why'].join(end)))
    expect(rules.explain(`${site}/x`, 'mondo')).toEqual({
      allowed: false,
      line: 3,
      rule: 'Disallow: /x',
      group: '*',
    })
  })

  it('may begin with a byte order mark, whole or torn', () => {
    for (const mark of [[0xef, 0xbb, 0xbf], [0xef, 0xbb], [0xef]]) {
      const rules = parseRobots(Buffer.concat([Buffer.from(mark), Buffer.from('User-agent: *\nDisallow: /')]))
      expect(rules.allows(site, 'mondo')).toBe(false)
    }
  })

  it('may be UTF-16 with a byte order mark', () => {
    const little = Buffer.from('\ufeffUser-agent: *\r\nDisallow: /q\r\n', 'utf16le')
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      expect(parseRobots(bytes).explain(`${site}/q`, 'mondo')).toMatchObject({ allowed: false, line: 2 })
    }
  })

  it('is read up to 500 KiB, without the line that is cut there', () => {
    const head = 'User-agent: *\nDisallow: /\n'
    const filler = `#${'x'.repeat(500 * 1024 - head.length - 9)}\n`
    const rules = parseRobots(Buffer.from(`${head}${filler}Allow: /public-only\n`))
    expect(rules.allows(`${site}/`, 'mondo')).toBe(false)
    expect(rules.allows(`${site}/public`, 'mondo')).toBe(false)
    expect(
      parseRobots(Buffer.from(`${head}Allow: /public-only\n`)).allows(`${site}/public-only`, 'mondo'),
    ).toBe(true)
  })

  it('of zeros, of HTML, or empty allows everything', () => {
    for (const bytes of [
      Buffer.alloc(100),
      Buffer.from('<!DOCTYPE html><p>Disallow: /</p>'),
      Buffer.alloc(0),
    ]) {
      expect(parseRobots(bytes).allows(`${site}/x`, 'mondo')).toBe(true)
    }
  })

  it('with many asterisks and near misses takes linear time', () => {
    const pattern = `/${'*a'.repeat(100_000)}b`
    const rules = robots('User-agent: *', `Disallow: ${pattern}`, `Disallow: /*b${'a'.repeat(100_000)}`)
    const started = process.cpuUsage()
    expect(rules.allows(`${site}/${'a'.repeat(100_000)}`, 'mondo')).toBe(true)
    const { user } = process.cpuUsage(started)
    // A backtracking matcher needs longer than the age of the universe; this takes some 10 ms.
    expect(user).toBeLessThan(3_000_000)
  })

  it('lists its sitemaps from every group', () => {
    const rules = robots(
      'Sitemap: https://site.example/a.xml',
      'User-agent: x',
      'sitemap:https://site.example/問.xml',
      'Sitemap:',
    )
    expect(rules.sitemaps).toEqual(['https://site.example/a.xml', 'https://site.example/問.xml'])
  })
})

describe('crawlDelay', () => {
  it('is that of the agent’s own group, in seconds, the longest of several', () => {
    const rules = robots(
      'User-agent: *',
      'Crawl-delay: 30',
      'Disallow:',
      'User-agent: mondo',
      'Crawl-delay: 1.5',
      'Crawl-delay: 0.5',
    )
    expect(rules.crawlDelay('mondo')).toBe(1.5)
    expect(rules.crawlDelay('other')).toBe(30)
  })

  it.each(['', 'soon', '-5', 'Infinity', 'NaN'])('is null for %j', (value) => {
    expect(robots('User-agent: *', `Crawl-delay: ${value}`).crawlDelay('mondo')).toBeNull()
  })
})

describe('explain', () => {
  it('names the line, the rule and the group that decided', () => {
    const rules = robots(
      'User-agent: *',
      'Disallow: /',
      '',
      'User-agent: Mondo',
      'Allow: /qa/',
      'Disallow: /qa/private',
    )
    const decided = (path: string) => rules.explain(site + path, 'mondo')
    expect(decided('/qa/private/1')).toEqual({
      allowed: false,
      line: 6,
      rule: 'Disallow: /qa/private',
      group: 'Mondo',
    })
    expect(decided('/qa/1')).toEqual({ allowed: true, line: 5, rule: 'Allow: /qa/', group: 'Mondo' })
    expect(decided('/x')).toEqual({ allowed: true, line: null, rule: null, group: 'Mondo' })
    expect(robots().explain(site, 'mondo')).toEqual({ allowed: true, line: null, rule: null, group: null })
  })
})
