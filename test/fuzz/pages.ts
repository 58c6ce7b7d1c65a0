/** Random pages: HTML trees, lines of text, structured data, known markup, and damaged fixtures. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { sampleQuestion } from '../../src/sample-site/question.ts'
import { hostilePages } from '../parse/hostile-pages.ts'
import { renderQuestion } from '../parse/markup-styles.ts'
import { href, words } from './words.ts'

const tags =
  'div p span ul li h1 h2 h3 h4 h5 a table tr td th dl dt dd b br img time section article main header footer aside nav form button input script style title head body html base link meta iframe template svg math textarea select option pre noscript'
const classes =
  'a-title a-title--lg a-title--blk title lg blk xl_large contents okw_inner q_desc a_textarea a_desc other_area hed_area ico_state smry qa_tex ok_lq_answer-inner answer reply number state tag'

const attribute = fc.oneof(
  fc
    .array(fc.constantFrom(...classes.split(' ')), { minLength: 1, maxLength: 4 })
    .map((names) => `class="${names.join(' ')}"`),
  href.map((target) => `href="${target}"`),
  fc.constantFrom(
    ...'id="question_title"|itemprop=name|rel=next|rel="canonical"|property="og:url"|property="og:title"|hidden|style="display:none"|charset=shift_jis|aria-hidden=true|http-equiv=refresh'.split(
      '|',
    ),
  ),
  words.map((text) => `content="${text}"`),
  words.map((text) => `datetime='${text}'`),
)

const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
  tree: fc.array(tie('node'), { maxLength: 6 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    words,
    fc
      .tuple(
        fc.constantFrom(...tags.split(' ')),
        fc.array(attribute, { maxLength: 3 }),
        tie('tree'),
        fc.integer({ min: 0, max: 9 }),
      )
      .map(([tag, attributes, content, end]) => {
        const open = `<${[tag, ...attributes].join(' ')}>`
        // One end tag in ten is missing, and one is another's.
        return `${open}${content}${end === 0 ? '' : end === 1 ? '</div>' : `</${tag}>`}`
      }),
  ),
}))

/** Half of them as the parts of a question page, so that records come out too. */
export const htmlTree = fc.oneof(
  tree,
  fc
    .tuple(
      words,
      tree,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), words, tree), { maxLength: 4 }),
      tree,
    )
    .map(([title, question, answers, rest]) => {
      const parts = answers.map(
        ([number, header, body]) => `<div><ul><li>${header}</ul><p>回答No.${number}</p><p>${body}</p></div>`,
      )
      return `<html><title>${title}</title><h1>${title}</h1><p>x${question}</p>${parts.join('')}<p>専門家に質問してみよう</p>${rest}</html>`
    }),
)

const line = fc
  .tuple(fc.constantFrom('', '', '• ', '  • ', '# '), words, fc.constantFrom('\n', '\n\n', '  \n'))
  .map((parts) => parts.join(''))
const lines = fc.array(line, { maxLength: 12 }).map((all) => all.join(''))

/** A text rendition, line by line; half of them with the order of one. */
export const textLines = fc.oneof(
  fc.array(lines, { maxLength: 4 }).map((all) => all.join('')),
  fc
    .tuple(
      words,
      lines,
      fc.array(fc.tuple(line, fc.integer({ min: 0, max: 4 }), lines), { maxLength: 4 }),
      lines,
    )
    .map(([title, body, answers, rest]) => {
      const parts = answers.map(([header, number, text]) => `\n  • ${header}回答No.${number}\n\nx${text}`)
      return `• 締切済み\n\n${title}\n\nx${body}\n  • 回答数${answers.length}\n\nみんなの回答\n${parts.join('')}\n専門家に質問してみよう\n${rest}`
    }),
)

const properties =
  '@id @type @graph @context @value mainEntity identifier name headline text articleBody author url answerCount upvoteCount downvoteCount dateCreated datePublished dateModified acceptedAnswer suggestedAnswer comment inLanguage itemListElement'
const types = 'QAPage Question Answer Comment Person Organization ItemList Article WebPage Thing'

const { thing } = fc.letrec<{ thing: unknown; value: unknown }>((tie) => ({
  thing: fc
    .tuple(
      fc.constantFrom(...types.split(' '), `http://schema.org/Question`, 'schema:Answer', [
        'QAPage',
        'Question',
      ]),
      fc.dictionary(fc.constantFrom(...properties.split(' ')), tie('value'), { maxKeys: 6 }),
    )
    .map(([type, fields]) => ({ '@type': type, ...fields })),
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    words,
    href,
    fc.constantFrom<unknown>(0, -1, 1.5, 3e9, 1e308, null, true, '1,024', '-2', '', [], {}, { '@id': '#a' }),
    tie('thing'),
    fc.array(tie('thing'), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}))

/** Half of them as a site would declare a question: with its texts, and answers that may lack anything. */
const root = fc.oneof(
  thing,
  fc
    .tuple(words, words, fc.array(thing, { maxLength: 4 }), thing)
    .map(([name, text, answers, more]): unknown => ({
      '@type': 'QAPage',
      mainEntity: {
        ...(more as object),
        '@type': 'Question',
        name: `x${name}`,
        text: `x${text}`,
        suggestedAnswer: answers.map((one) => ({ text, ...(one as object), '@type': 'Answer' })),
      },
    })),
)

const asScript = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`

/** Damage that templates and editors do to a script, at a random position. */
const damages =
  ',|;|"|\'|\\|<!--|-->|//|/*|*/|<br>|{|}|[|]|:|<![CDATA[|]]>|&quot;|“|”|\ufeff|\u00a0|\n|None|x'.split('|')

const jsonLd = fc
  .tuple(
    fc.array(root, { minLength: 1, maxLength: 3 }),
    tree,
    fc.integer({ min: 0, max: 9 }),
    fc.nat(),
    fc.constantFrom(...damages),
    fc.nat({ max: 3 }),
  )
  .map(([all, rest, damage, at, insert, replaced]) => {
    const script = asScript(all.length === 1 ? all[0] : all)
    const place = at % script.length
    if (damage === 0) return script.slice(0, place) + rest
    return damage < 4
      ? script.slice(0, place) + insert + script.slice(place + replaced) + rest
      : script + rest
  })

/** The same things as microdata or RDFa, with what is no object as text. */
const markup = fc.tuple(root, fc.boolean(), tree).map(([data, isRdfa, rest]) => asMarkup(data, isRdfa) + rest)

function asMarkup(value: unknown, isRdfa: boolean, property = ''): string {
  const named = property === '' ? '' : ` ${isRdfa ? 'property' : 'itemprop'}="${property}"`
  if (Array.isArray(value)) return value.map((one) => asMarkup(one, isRdfa, property)).join('')
  if (typeof value !== 'object' || value === null) return `<span${named}>${String(value)}</span>`
  const { '@type': type, ...fields } = value as Record<string, unknown>
  const typed = isRdfa
    ? ` vocab="https://schema.org/" typeof="${String(type)}"`
    : ` itemscope itemtype="https://schema.org/${String(type)}"`
  const content = Object.entries(fields).map(([name, one]) => asMarkup(one, isRdfa, name))
  return `<div${named}${typed}>${content.join('')}</div>`
}

export const structuredData = fc.oneof(jsonLd, markup)

/** What makes a slow parser slow, a few times over: two constructs, one cut short and within the other's page. */
export const repeatedConstructs = fc
  .tuple(
    fc.constantFrom(...hostilePages),
    fc.constantFrom(...hostilePages),
    fc.nat({ max: 60 }),
    fc.nat({ max: 60 }),
    fc.nat(),
  )
  .map(([outer, inner, many, few, at]) => {
    const page = outer.html(many)
    const part = inner.html(few)
    const place = at % (page.length + 1)
    return page.slice(0, place) + part.slice(0, at % (part.length + 1)) + page.slice(place)
  })

/** A sample question in a markup drawn at random, with a piece of it moved, doubled, dropped or written over. */
export const knownMarkup = fc
  .tuple(
    fc.nat({ max: 4_999 }),
    fc.array(fc.nat({ max: 999 }), { minLength: 8, maxLength: 40 }),
    fc.boolean(),
    fc.nat(),
    fc.nat({ max: 400 }),
    fc.nat(),
    words,
  )
  .map(([index, choices, upperCase, from, length, to, text]) => {
    let drawn = 0
    const pick = <T>(...options: readonly T[]): T =>
      options[(choices[drawn++ % choices.length] ?? 0) % options.length] as T
    const { page } = sampleQuestion({ seed: 5, questions: 5_000 }, index)
    const html = renderQuestion(page, { pick, upperCase })
    const start = from % html.length
    const piece = html.slice(start, start + length)
    const rest = html.slice(0, start) + html.slice(start + piece.length)
    const place = to % (rest.length + 1)
    return (
      rest.slice(0, place) + (to % 3 === 0 ? text : to % 3 === 1 ? piece : piece + piece) + rest.slice(place)
    )
  })

const folder = new URL('../../fixtures/okwave/', import.meta.url)
const fixtures = readdirSync(folder)
  .filter((name) => /\.(?:html|txt)$/.test(name))
  .map((name) => readFileSync(new URL(name, folder)))

type Edit = (bytes: Uint8Array) => Uint8Array

const edit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.constantFrom('drop', 'double', 'flip', 'insert', 'cut', 'splice'),
    fc.nat(),
    fc.nat({ max: 600 }),
    words,
    fc.constantFrom(...fixtures),
  )
  .map(([kind, at, length, text, other]) => (bytes) => {
    const start = at % (bytes.length + 1)
    const [before, piece, after] = [
      bytes.subarray(0, start),
      bytes.subarray(start, start + length),
      bytes.subarray(start + length),
    ]
    switch (kind) {
      case 'drop':
        return Buffer.concat([before, after])
      case 'double':
        return Buffer.concat([before, piece, piece, after])
      case 'flip':
        return Buffer.concat([before, piece.map((byte) => byte ^ (1 << (at % 8))), after])
      case 'insert':
        return Buffer.concat([before, Buffer.from(text), piece, after])
      case 'cut':
        return before
      default:
        return Buffer.concat([before, other.subarray(at % (other.length + 1))])
    }
  })

/** A fixture after one to four edits of its bytes. */
export const damagedFixture = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([bytes, edits]) => edits.reduce<Uint8Array>((now, one) => one(now), bytes))
