/**
 * What a site definition is: one object that teaches mondo a site. Plain data and functions, nothing to import at run
 * time: a definition in a folder of your own needs only `import type`, which Node erases. docs/add-a-site.md shows how.
 */
import type { Cheerio, CheerioAPI } from 'cheerio/slim'

/** A node of the tree that Cheerio queries. */
type PageNode = ReturnType<ReturnType<CheerioAPI['root']>['contents']>[number]

/** An element of the page. */
export type PageElement = Extract<PageNode, { readonly attribs: unknown }>

/**
 * Where a value stands. A selector is looked for in the scope's element, and the element itself counts (`h2.best + *` or
 * `.accepted` may name the answer); the first match in document order is taken. `match` keeps group 1 of the text or
 * attribute; a match that fails is the check `claimed-nothing`. Everything under a matched element is claimed, whatever
 * `match` keeps; of an element that is asked only for an attribute, what no other field stands in. Functions claim what they
 * return as an element. Nothing is read from hidden elements.
 *
 * What stands inside an answer or a reply is its own: a place of the question is not found there, nor one of an answer in
 * its replies. Marks of the question's state are looked for on the whole page.
 */
export type Place =
  | string
  | { readonly select: string; readonly attr?: string; readonly match?: RegExp }
  | (($: CheerioAPI, scope: Cheerio<PageElement>) => Cheerio<PageElement> | Cheerio<PageNode> | string | null)

/** One place, or several tried in order: generations of markup differ by one class more often than by all. */
export type Places = Place | readonly Place[]

/** A yes or no: it holds if the place matches anything in the scope, or the scope itself. */
export type Mark = Place

/** A person's name, with the link to their profile where it is the name's own. */
export type PersonAt =
  | Places
  | { readonly name: Places; readonly url?: Places; readonly bestAnswerRate?: Places }

/** A text, and what is cut out of it: signatures, a label inside the body. */
export type BodyAt = Places | { readonly at: Places; readonly without?: string }

/** A time. Where no `attr` is named: the attribute `datetime`, then `title`, then the text. */
export type TimeAt = Places

/** `comment`: a remark by anyone. `supplement` and `thanks`: by the asker. */
export type ReplyKindName = 'supplement' | 'thanks' | 'comment'

/** What stands under a question or an answer. */
export interface RepliesAt {
  readonly each: string
  /** Always the same, or told by marks. */
  readonly kind: ReplyKindName | { readonly [Kind in ReplyKindName]?: Mark }
  readonly body: BodyAt
  /** Left out: the asker, for thanks and supplements. */
  readonly author?: PersonAt
  readonly postedAt?: TimeAt
}

/** One generation of a site's markup. */
export interface SiteLayout {
  /** `NAME/ERA`, as in the record. */
  readonly name: string
  /** All layouts whose mark holds are tried, in this order. */
  readonly recognisedBy: Mark
  /** Everything in it must be claimed. Default: `main`, else `body`. */
  readonly main?: string
  /** Text that belongs to no field, by selector. */
  readonly noise?: readonly string[]
  /** In place of the site's. */
  readonly timeZone?: string
  readonly question: {
    readonly title: Places
    /** Left out: the page has titles only, and `empty-body` is a warning. */
    readonly body?: BodyAt
    readonly asker?: PersonAt
    readonly postedAt?: TimeAt
    readonly status?: { readonly open?: Mark; readonly solved?: Mark; readonly closed?: Mark }
    readonly categories?: { readonly each: string; readonly skipFirst?: number }
    readonly answerCount?: Places
    readonly thanksCount?: Places
    /** Default: `img` inside the body. */
    readonly images?: string
    readonly replies?: RepliesAt | readonly RepliesAt[]
  }
  readonly answers?: {
    /** Never inside hidden elements. */
    readonly each: string
    /** The site's own id. Left out: the element's id, else author and exact time, else the body's beginning. */
    readonly key?: Places
    readonly number?: Places
    readonly body: BodyAt
    readonly author?: PersonAt
    readonly postedAt?: TimeAt
    readonly best?: Mark
    readonly thanksCount?: Places
    readonly replies?: RepliesAt | readonly RepliesAt[]
  }
  readonly related?: {
    readonly each: string
    readonly title: Places
    readonly url?: Places
    readonly excerpt?: Places
  }
  /** A link to more answers of the same question. */
  readonly nextPage?: Places
}

/** A way to read a page. */
export type ReaderName = 'layouts' | 'landmarks' | 'structured-data'

/** One site. */
export interface SiteDefinition {
  readonly name: string
  /** Raised by whoever changes what the definition reads; part of the record's parser version, `CORE+NAME.VERSION`. */
  readonly version: number
  /** The canonical host first; `*.example.com` stands for all below it. */
  readonly hosts: readonly [string, ...string[]]
  /** Hosts that show the same pages under the same paths. */
  readonly mirrors?: readonly string[]
  /** Hosts that show the site's questions under paths of their own. `ids`: which of them are the site's. */
  readonly partners?: readonly {
    readonly host: string
    readonly question: string
    readonly ids?: RegExp
  }[]
  /** `host`: a family of sites with ids of their own; a record's `site` is then the host. Default: `name`. */
  readonly siteIs?: 'name' | 'host'
  /** `+09:00`, `UTC` or an IANA name (`Europe/Berlin`). Null: a time without a zone gives null and a check. */
  readonly timeZone: string | null
  readonly urls: {
    /**
     * Paths with `{id}` and `*`, such as `/questions/{id}/*` or `/viewtopic.php?t={id}`; the first is canonical. `*` is any
     * text within one segment of the path; at the beginning and end of a pattern any number of segments, none too.
     */
    readonly question: string | readonly string[]
    /** What an id looks like. Default: letters, digits, `-` and `_`, with a digit among them. */
    readonly ids?: RegExp
    /** The parameter of further pages (`page`); all other parameters are dropped. */
    readonly page?: string
    readonly lists?: readonly string[]
    /** On a list, the link to its next page. */
    readonly listNext?: Places
  }
  /** Words of lists and landmarks: what says solved or open, what counts answers. Default: OKWAVE's. */
  readonly words?: { readonly [meaning: string]: readonly (string | RegExp)[] }
  /** The site's own "no such page". */
  readonly notFound?: Mark
  /** A login, challenge or consent page under a question's URL. */
  readonly wall?: Mark
  /** Names that stand for nobody. */
  readonly anonymous?: readonly (string | RegExp)[]
  /** In order. Default: layouts, landmarks, structured data. */
  readonly readers?: readonly ReaderName[]
  readonly layouts: readonly SiteLayout[]
}

/** The definition as it is; for editors that complete what is typed. */
export function defineSite(site: SiteDefinition): SiteDefinition {
  return site
}
