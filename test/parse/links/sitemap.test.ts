/** `readSitemap`: urlsets, indexes, text, feeds, limits, damage and other input. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { beginsSitemap, readSitemap, type SitemapEntry } from '../../../src/parse/links/sitemap.ts'

async function read(input: string | Uint8Array, url = 'https://site.example/sitemaps/1.xml') {
  const entries: SitemapEntry[] = []
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input
  const { form, fault } = await readSitemap(bytes, url, (entry) => entries.push(entry))
  return { form, fault, entries }
}
const page = (url: string, modifiedAt: string | null = null) => ({ kind: 'page', url, modifiedAt })
const q1 = 'https://site.example/qa/q1.html'
const whole = (...urls: string[]) => ({ form: 'sitemap', fault: null, entries: urls.map((url) => page(url)) })

describe('a sitemap', () => {
  test('lists the pages of a urlset, entities decoded', async () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> ${q1} </loc><lastmod>2026-01-01</lastmod>
<image:image><image:loc>https://site.example/1.png</image:loc></image:image></url>
<url><loc>https://site.example/list?a=1&amp;b=2</loc></url>
<url><loc><![CDATA[https://site.example/qa/q3.html]]></loc></url>
<url><loc>not a URL</loc></url>
<url><lastmod>2026-01-01</lastmod></url>
</urlset>`
    expect(await read(text)).toEqual({
      form: 'sitemap',
      fault: null,
      entries: [
        page(q1, '2026-01-01T00:00:00.000Z'),
        page('https://site.example/list?a=1&b=2'),
        page('https://site.example/qa/q3.html'),
      ],
    })
  })

  test('lists the sitemaps of an index, under a prefix too', async () => {
    const text =
      '<sm:sitemapindex><sm:sitemap><sm:loc>https://site.example/1.xml.gz</sm:loc></sm:sitemap></sm:sitemapindex>'
    const entries = [{ kind: 'sitemap', url: 'https://site.example/1.xml.gz', modifiedAt: null }]
    expect(await read(text)).toEqual({ form: 'sitemap', fault: null, entries })
  })

  const image = 'http://www.google.com/schemas/sitemap-image/1.1'
  const protocol = 'http://www.sitemaps.org/schemas/sitemap/0.9'
  test.each([
    ['any prefix', `<loc>${q1}</loc><i:image><i:loc>https://cdn.example/1.png</i:loc></i:image>`],
    ['no wrapper', `<loc>${q1}</loc><i:loc>https://cdn.example/1.png</i:loc>`],
    ['the picture first', `<i:image><i:loc>https://cdn.example/1.png</i:loc></i:image><loc>${q1}</loc>`],
    ['no prefix', `<loc>${q1}</loc><image xmlns="${image}"><loc>https://cdn.example/1.png</loc></image>`],
    [
      'no prefix, the picture first',
      `<image xmlns="${image}"><loc>https://cdn.example/1.png</loc></image><loc>${q1}</loc>`,
    ],
    ['an open tag', `<loc>${q1}<i:image><i:loc>https://cdn.example/1.png</i:loc></i:image>`],
    ['two locations', `<loc>${q1}</loc><loc>https://cdn.example/1.png</loc>`],
    [
      'a video',
      `<loc>${q1}</loc><v:video><v:content_loc>https://cdn.example/1.mp4</v:content_loc></v:video>`,
    ],
    ['two prefixes of one namespace', `<s:loc>${q1}</s:loc>`],
  ])('never glues other locations to that of the page: %s', async (_, inner) => {
    const text = `<urlset xmlns="${protocol}" xmlns:s="${protocol}" xmlns:i="${image}"><url>${inner}</url></urlset>`
    expect(await read(text)).toEqual(whole(q1))
  })

  test.each([
    [
      'whitespace before the declaration',
      `\n\n <?xml version="1.0"?><urlset><url><loc>${q1}</loc></url></urlset>`,
    ],
    ['a warning of PHP', `<br />\n<b>Warning</b>: x in y.php\n<urlset><url><loc>${q1}</loc></url></urlset>`],
    ['a urlset in a urlset', `<urlset><urlset><url><loc>${q1}</loc></url></urlset></urlset>`],
    ['capitals', `<URLSET><URL><LOC>${q1}</LOC></URL></URLSET>`],
    ['a path alone', '<urlset><url><loc>/qa/q1.html</loc></url></urlset>'],
    ['lines around it', `<urlset><url><loc>\n\t${q1}\n</loc></url></urlset>`],
    ['hreflang links', `<urlset><url><loc>${q1}</loc><x:link rel="alternate" href="/en"/></url></urlset>`],
    [
      'a location in pieces',
      `<urlset><url><loc>https://site.example/<![CDATA[qa/q1.html]]></loc></url></urlset>`,
    ],
    ['an empty location first', `<urlset><url><loc/><loc>${q1}</loc></url></urlset>`],
    ['text behind it', `<urlset><url><loc>${q1}</loc></url></urlset>\n<!-- cached -->`],
  ])('may have %s', async (_, text) => {
    expect(await read(text)).toEqual(whole(q1))
  })

  test('may be escaped twice', async () => {
    const text = '<urlset><url><loc>https://site.example/?a=1&amp;amp;b=2</loc></url></urlset>'
    expect((await read(text)).entries).toEqual([page('https://site.example/?a=1&b=2')])
  })

  test.each([
    ['2026-01-01T09:00+09:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.500Z'],
    ['2026', null],
    ['2026-01-01T09:00', null],
    ['2026-13-01', null],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    // By UTC these are in the years 0 and 10000, which the database does not hold.
    ['0001-01-01T00:00:00+09:00', null],
    ['9999-12-31T23:59:00-05:00', null],
    ['yesterday', null],
  ])('reads the lastmod %s as %s', async (lastmod, time) => {
    const text = `<urlset><url><lastmod>${lastmod}</lastmod><loc>https://site.example/</loc></url></urlset>`
    expect((await read(text)).entries).toEqual([page('https://site.example/', time)])
  })

  test('in an encoding that it declares or marks is decoded', async () => {
    const text = '<urlset><url><loc>https://site.example/質問/1</loc></url></urlset>'
    const wanted = whole('https://site.example/質問/1')
    const declared = `<?xml version="1.0" encoding="utf-16"?>${text}`
    const little = Buffer.from(declared, 'utf16le')
    const marked = Buffer.from(`\ufeff${declared}`, 'utf16le')
    for (const bytes of [little, marked, Buffer.from(little).swap16(), Buffer.from(marked).swap16()]) {
      expect(await read(bytes)).toEqual(wanted)
    }
    // Declared as UTF-16 and sent as UTF-8; with a byte order mark.
    expect(await read(declared)).toEqual(wanted)
    expect(await read(`\ufeff${text}`)).toEqual(wanted)
    const japanese = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="Shift_JIS"?><urlset><url><loc>https://site.example/'),
      Buffer.from([0x8e, 0xbf, 0x96, 0xe2]),
      Buffer.from('/1</loc></url></urlset>'),
    ])
    expect(await read(japanese)).toEqual(wanted)
  })
})

describe('a sitemap that is damaged or too large', () => {
  const entry = (at: number) => `<url><loc>https://site.example/qa/q${at}.html</loc></url>`

  test('gives the entries before elements that nest deeper than any sitemap, and is read no further', async () => {
    const { entries, fault } = await read(`<urlset>${entry(1)}${'<loc>'.repeat(300_000)}${entry(2)}`)
    expect([entries, fault]).toEqual([[page(q1)], 'damaged'])
  })

  test('gives the entries before its end, and none whose URL may be cut', async () => {
    for (const cut of [
      '',
      '<url><loc>https://site.example/qa/q',
      '<url><loc>https://site.example/qa/q2</loc>',
      '<u',
    ]) {
      expect(await read(`<urlset>${entry(1)}${cut}`)).toEqual({ ...whole(q1), fault: 'damaged' })
    }
  })

  test('that is torn gzip gives what is there', async () => {
    const many = Array.from({ length: 5_000 }, (_, at) => entry(at * 7919)).join('')
    const packed = gzipSync(`<urlset>${many}</urlset>`)
    expect(await read(packed)).toMatchObject({ form: 'sitemap', fault: null, entries: { length: 5_000 } })
    const half = await read(packed.subarray(0, packed.length / 2))
    expect(half).toMatchObject({ form: 'sitemap', fault: 'damaged' })
    expect(half.entries.length).toBeGreaterThan(1_000)
    const broken = Buffer.from(packed)
    broken.fill(0xff, packed.length / 2, packed.length / 2 + 100)
    const upTo = await read(broken)
    expect(upTo).toMatchObject({ form: 'sitemap', fault: 'damaged' })
    expect(upTo.entries.length).toBeGreaterThan(1_000)
  })

  test('that is gzip with a remark behind it is whole', async () => {
    const packed = gzipSync(`<urlset>${entry(1)}</urlset>`)
    expect(await read(Buffer.concat([packed, Buffer.from('<!-- cached -->')]))).toEqual(whole(q1))
    expect(await read(Buffer.concat([packed, Buffer.alloc(512)]))).toEqual(whole(q1))
  })

  test('leaves out a URL that is too long to be stored', async () => {
    const long = `https://site.example/${'q'.repeat(2_000)}`
    expect(await read(`<urlset><url><loc>${long}</loc></url></urlset>`)).toEqual(whole())
  })

  test('streams 50,000 entries, and says that there are more', async () => {
    const urls = Array.from(
      { length: 50_001 },
      (_, i) => `<url><loc>https://site.example/質問/${i}</loc></url>`,
    )
    const { entries, fault } = await read(`<urlset>${urls.join('')}</urlset>`)
    expect([entries.length, fault]).toEqual([50_000, 'too-large'])
    expect(entries.at(-1)).toEqual(page('https://site.example/質問/49999'))
    expect(await read(`<urlset>${urls.slice(1).join('')}</urlset>`)).toMatchObject({ fault: null })
  })

  test('of 50 MB is read whole, and a bomb of more is not', async () => {
    const pad = ' '.repeat(49 * 1024 * 1024)
    expect(await read(gzipSync(`<urlset>${pad}${entry(1)}</urlset>`))).toEqual(whole(q1))
    const bomb = gzipSync(`<urlset>${entry(1)}${pad}${pad}</urlset>`)
    expect(await read(bomb)).toEqual({ ...whole(q1), fault: 'too-large' })
  })
})

describe('a list in text', () => {
  const text = '# all\n\nhttps://site.example/qa/q1.html\r\n  https://site.example/qa/q2.html \nftp://x\n'
  const wanted = {
    form: 'text',
    fault: null,
    entries: [page(q1), page('https://site.example/qa/q2.html')],
  }

  test('is one URL a line', async () => {
    expect(await read(text)).toEqual(wanted)
    expect(await read(text.trimEnd())).toEqual(wanted)
    expect(await read(`\ufeff${text}`)).toEqual(wanted)
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(wanted)
    expect(await read(gzipSync(text))).toEqual(wanted)
  })

  test('is no list if most of its lines are something else, or longer than any URL', async () => {
    expect(await read(`Welcome.\nSee below.\n${q1}`)).toMatchObject({ form: null })
    expect(await read(`${q1}${'/x'.repeat(1_000_000)}`)).toMatchObject({ form: null })
  })
})

describe('a feed', () => {
  const rss = (inner: string) =>
    `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>&eacute; & x</title><link>https://site.example/</link><atom:link rel="self" href="https://site.example/feed"/>${inner}</channel></rss>`
  const feed = (...entries: object[]) => ({ form: 'feed', fault: null, entries })

  test.each([
    ['a link', `<item><link>${q1}</link><guid>https://site.example/?p=1</guid></item>`, null],
    ['CDATA', `<item><title><![CDATA[<loc>]]></title><link><![CDATA[ ${q1} ]]></link></item>`, null],
    ['a permanent id', `<item><guid isPermaLink="true">${q1}</guid></item>`, null],
    ['an empty link', `<item><link/><guid>${q1}</guid></item>`, null],
    [
      'a counting link',
      `<item><link>https://count.example/1</link><feedburner:origLink>${q1}</feedburner:origLink></item>`,
      null,
    ],
    ['a link of Atom', `<item><atom:link href="${q1}"/></item>`, null],
    [
      'a date',
      `<item><link>${q1}</link><pubDate>Fri, 02 Jan 2026 09:00:00 +0900</pubDate></item>`,
      '2026-01-02T00:00:00.000Z',
    ],
    [
      'a date of Dublin Core',
      `<item><link>${q1}</link><dc:date>2026-01-02T09:00:00+09:00</dc:date></item>`,
      '2026-01-02T00:00:00.000Z',
    ],
  ])('of RSS with %s', async (_, item, time) => {
    expect(await read(rss(item))).toEqual(feed(page(q1, time)))
  })

  test('of RSS without any link of an item has no entry', async () => {
    expect(await read(rss('<item><guid isPermaLink="false">https://site.example/1</guid></item>'))).toEqual(
      feed(),
    )
  })

  test('of RSS 1.0', async () => {
    const text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><link>https://site.example/</link></channel><item rdf:about="${q1}"><link>${q1}</link></item></rdf:RDF>`
    expect(await read(text)).toEqual(feed(page(q1)))
  })

  test('of Atom', async () => {
    const text = `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/><entry>
      <link rel="edit" href="https://site.example/edit"/><link href="/qa/q1.html"/>
      <source><link href="https://other.example/"/></source>
      <published>2026-01-01T00:00:00Z</published><updated>2026-01-02T00:00:00Z</updated></entry></feed>`
    expect(await read(text)).toEqual(feed(page(q1, '2026-01-02T00:00:00.000Z')))
  })
})

test.each(['', '<html><body><url><loc>https://site.example/</loc></url></body></html>', 'Not found', '{}'])(
  'nothing else is a list: %s',
  async (text) => {
    expect(await read(text)).toMatchObject({ form: null })
  },
)

test('tells by its beginning whether a page is a list', () => {
  const begins = (text: string) => beginsSitemap(Buffer.from(text))
  expect(begins('<?xml version="1.0"?>\n<!-- x -->\n<rss version="2.0">')).toBe(true)
  expect(begins('<sm:urlset xmlns:sm="x">')).toBe(true)
  expect(beginsSitemap(Buffer.from('\ufeff<feed>', 'utf16le'))).toBe(true)
  expect(begins('<!doctype html><rss>')).toBe(false)
  expect(begins('<html><feed>')).toBe(false)
  expect(begins(`<p>${'x'.repeat(3_000)}<rss>`)).toBe(false)
})
