/**
 * The shape of a URL: what the URLs of all questions of a site have in common. Numbers become `#` and the words of a title
 * `*`: `/questions/123/boiling-eggs` and `/questions/45/x` are both `/questions/#`.
 */

/** A segment of a path, without its words. */
interface Part {
  /** `id`: a number, alone or behind one word. `titled`: a number before or behind the words of a title. */
  readonly kind: 'id' | 'titled' | 'title' | 'word'
  readonly shape: string
  /** The words that say what the segment names. */
  readonly words: readonly string[]
}

const mostSegments = 8

/**
 * Null for a URL without a number, and for one whose words say that it is no question: people, tags, later pages, answers,
 * forms and files.
 *
 * - A number may stand behind a word (`q1.html`, `thread-12`), or before or behind a title (`12-eggs`, `boiling-eggs.12`).
 * - What follows the last number is a title, and may be missing. More segments than one are another page of the question.
 * - Between others, words joined by `-` are a title: `/t/boiling-eggs/123` is `/t`, any words and the number.
 * - In a query names count, and values that are one word.
 *
 * @example shapeOf(new URL('https://qa.example/viewtopic.php?t=12&f=3')) // '/viewtopic.php?f=#&t=#'
 */
export function shapeOf({ pathname, searchParams }: URL): string | null {
  const segments = pathname.toLowerCase().split('/').filter(Boolean)
  const last = segments.at(-1) ?? ''
  if (segments.length > mostSegments || files.test(last)) return null
  const parts = segments.map(partOf)
  const path = pathShape(parts)
  const query = queryShape(searchParams)
  if (path === null || query === null) return null
  const shape = path + query
  return shape.includes('#') ? shape : null
}

function pathShape(parts: readonly Part[]): string | null {
  const idAt = parts.findLastIndex(({ kind }, at) => kind === 'id' && !isTitleBehind(parts, at))
  const titledAt = idAt < 0 ? parts.findLastIndex(({ kind }) => kind === 'titled') : -1
  const end = Math.max(idAt, titledAt)
  const behind = end < 0 ? [] : parts.slice(end + 1)
  if (behind.length > 1) return null
  const named = parts.filter(({ kind, words }, at) => kind !== 'title' || (at === 0 && words.length === 2))
  if (named.some(({ words }) => words.some((word) => notQuestions.has(word)))) return null
  const kept = parts.slice(0, end < 0 ? undefined : end + 1)
  return `/${kept.map((part, at) => shapeAt(part, at, titledAt)).join('/')}`
}

/** `python3` in `/questions/123/python3`, but neither `t10` in `/forum/3/t10` nor `45` in `/forum/3/45`. */
function isTitleBehind(parts: readonly Part[], at: number): boolean {
  if (at !== parts.length - 1 || parts[at - 1]?.kind !== 'id') return false
  const [word = 'a code'] = parts[at]?.words ?? []
  return word !== '' && !questionWords.has(word)
}

/** The first segment names a part of the site, however many words it has. */
function shapeAt({ kind, shape, words }: Part, at: number, titledAt: number): string {
  if (kind === 'title') return at === 0 ? words.join('-') : '*'
  return kind === 'titled' && at !== titledAt ? '*' : shape
}

function partOf(segment: string): Part {
  const ending = pageEndings.exec(segment)?.[0] ?? ''
  const stem = segment.slice(0, segment.length - ending.length)
  const number = numberBehind.exec(stem)
  if (number !== null) {
    const [, word = '', joint = ''] = number
    const isTitled = joint !== '' && !questionWords.has(word)
    if (isTitled) return { kind: 'titled', shape: `*#${ending}`, words: [word] }
    return { kind: 'id', shape: `${word}${joint}#${ending}`, words: [word] }
  }
  if (isCode(stem)) return { kind: 'id', shape: `#${ending}`, words: [] }
  if (/^\d{1,20}[-_.~]/.test(stem)) return { kind: 'titled', shape: `#*${ending}`, words: [] }
  if (/[-_.~]\d{1,20}$/.test(stem)) return { kind: 'titled', shape: `*#${ending}`, words: [] }
  const words = stem.split(/[-_.~+%]/)
  if (words.length > 1 || stem.length > longestWord) return { kind: 'title', shape: '*', words }
  return { kind: 'word', shape: segment, words }
}

/** `12`, `q12`, `thread-12` */
const numberBehind = /^([a-z]{0,12})([-_.]?)\d{1,20}$/
const pageEndings = /\.(?:s?html?|php|aspx?|jsp|cgi)$/
const longestWord = 24

/** `0jh2pmdlsdvvdd`: letters and digits mixed. */
function isCode(stem: string): boolean {
  return /^[0-9a-z]{6,40}$/.test(stem) && (stem.match(/\d/g)?.length ?? 0) > 1
}

function queryShape(parameters: URLSearchParams): string | null {
  const shapes: string[] = []
  for (const [name, value] of parameters) {
    const key = name.toLowerCase()
    const part = partOf(value.toLowerCase())
    if (pageParameters.has(key) || notQuestions.has(key)) return null
    if (part.words.some((word) => notQuestions.has(word))) return null
    shapes.push(`${key}=${part.shape}`)
  }
  return shapes.length === 0 ? '' : `?${shapes.sort().join('&')}`
}

/** Which page of a list or question. */
export const pageParameters: ReadonlySet<string> = new Set(['page', 'p', 'pg'])

const files =
  /\.(?:jpe?g|png|gif|webp|svg|ico|css|js|mjs|json|xml|rss|atom|pdf|zip|gz|txt|mp3|mp4|docx?|xlsx?)$/

const questionWords: ReadonlySet<string> = new Set(
  'question questions q qa qna topic topics thread threads t post posts message msg viewtopic showthread'.split(
    ' ',
  ),
)

/** What a segment or parameter names that is no question. */
const notQuestions: ReadonlySet<string> = new Set(
  `user users u member members profile profiles account accounts people person author authors
  tag tags tagged category categories cat c label labels badge badges
  page pages archive archives calendar date feed feeds rss atom search sort order filter tab
  answer answers a answerid comment comments commentid reply replies post_id revision revisions history
  ask new create submit edit delete report flag vote share print follow subscribe bookmark download
  login logout signin signup register password help about contact terms privacy
  image images img photo photos media upload uploads file files attachment attachments assets static api`.split(
    /\s+/,
  ),
)
