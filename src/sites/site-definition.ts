/**
 * The type of a site definition, the object that describes one site to mondo. It consists of plain data and functions. Your own
 * definition imports nothing at run time: `import type` is enough, and Node erases it. docs/add-a-site.md shows how.
 */
import type { Cheerio, CheerioAPI } from 'cheerio/slim'

/** A node of the tree that Cheerio queries. */
type PageNode = ReturnType<ReturnType<CheerioAPI['root']>['contents']>[number]

/** An element of the page. */
export type PageElement = Extract<PageNode, { readonly attribs: unknown }>

/**
 * Where a value is on the page.
 *
 * - A selector searches the scope's element, including the element itself: `h2.best + *` or `.accepted` may match the answer.
 *   The first match in document order is used.
 * - `match` takes group 1 from the text or attribute. If it does not match, the page gets the check `claimed-nothing`.
 * - All text under a matched element is claimed, even if `match` takes only a part. If only an attribute is read, text that
 *   belongs to another field is not claimed. A function claims the elements that it returns.
 * - Hidden elements are never read.
 * - The elements that a function gets belong to one page: once it is read, they are taken apart.
 *
 * Text inside an answer or a reply belongs only to it. Places of the question do not match there, and places of an answer do
 * not match inside its replies. Marks of the question's state are searched on the whole page.
 */
export type Place =
  | string
  | { readonly select: string; readonly attr?: string; readonly match?: RegExp }
  | (($: CheerioAPI, scope: Cheerio<PageElement>) => Cheerio<PageElement> | Cheerio<PageNode> | string | null)

/** One place, or several that are tried in order. Often only one class differs between generations of markup. */
export type Places = Place | readonly Place[]

/** A condition: true if the place matches anything in the scope, or the scope itself. */
export type Mark = Place

/** A person: the name, and the profile if the name is a link to it. */
export type PersonAt =
  | Places
  | { readonly name: Places; readonly url?: Places; readonly bestAnswerRate?: Places }

/** A text. `without`: a selector for elements to leave out, such as signatures or a label. */
export type BodyAt = Places | { readonly at: Places; readonly without?: string }

/** A time. Without `attr`, it is read from the attribute `datetime`, else from `title`, else from the text. */
export type TimeAt = Places

/** `comment`: a remark by anyone. `supplement` and `thanks`: by the asker. */
export type ReplyKindName = 'supplement' | 'thanks' | 'comment'

/** The replies under a question or an answer. */
export interface RepliesAt {
  readonly each: string
  /** One kind for all replies, or a mark for each kind. */
  readonly kind: ReplyKindName | { readonly [Kind in ReplyKindName]?: Mark }
  readonly body: BodyAt
  /** Default: the asker, for thanks and supplements. */
  readonly author?: PersonAt
  readonly postedAt?: TimeAt
}

/** One generation of a site's markup. */
export interface SiteLayout {
  /** `NAME/ERA`, as in the record. */
  readonly name: string
  /** mondo tries all layouts whose mark matches, in their order. */
  readonly recognisedBy: Mark
  /** All text in it must be claimed. Default: `main`, else `body`. */
  readonly main?: string
  /**
   * Selectors for text that belongs to no field. One that a field's selector goes through (`.author` of `.author a`) is noise only
   * where the field finds a value in it.
   */
  readonly noise?: readonly string[]
  /** Replaces the time zone of the site. */
  readonly timeZone?: string
  readonly question: {
    readonly title: Places
    /** Without it, questions consist of a title only, and `empty-body` is a warning. */
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
    /** Hidden elements are not answers. */
    readonly each: string
    /** The site's own id. Default: the element's id, else author and exact time, else the beginning of the body. */
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

/** Texts and regular expressions that mean one thing. */
export type Words = readonly (string | RegExp)[]

/** A way to read a page. */
export type ReaderName = 'layouts' | 'landmarks' | 'structured-data'

/** One site. */
export interface SiteDefinition {
  readonly name: string
  /** Raise it when the definition gives other records. Part of the record's parser version, `CORE+NAME.VERSION`. */
  readonly version: number
  /** The canonical host comes first. `*.example.com` means all its subdomains. */
  readonly hosts: readonly [string, ...string[]]
  /** Hosts that show the same pages under the same paths. */
  readonly mirrors?: readonly string[]
  /** Hosts that show the site's questions under different paths. `ids` matches the ids that belong to the site. */
  readonly partners?: readonly {
    readonly host: string
    readonly question: string
    readonly ids?: RegExp
  }[]
  /** `host`: a family of sites, each with its own ids; the `site` of a record is then the host. Default: `name`. */
  readonly siteIs?: 'name' | 'host'
  /** `+09:00`, `UTC` or an IANA name (`Europe/Berlin`). Null: a time without a zone gives null and a check. */
  readonly timeZone: string | null
  readonly urls: {
    /**
     * Paths with `{id}` and `*`, such as `/questions/{id}/*` or `/viewtopic.php?t={id}`; the first is canonical. `*` matches any
     * text within one segment of the path. At the beginning or end of a pattern it matches any number of segments, even none.
     */
    readonly question: string | readonly string[]
    /** Matches an id. Default: letters, digits, `-` and `_`, with at least one digit. */
    readonly ids?: RegExp
    /** The parameter for the page number (`page`); all other parameters are dropped. */
    readonly page?: string
    readonly lists?: readonly string[]
    /** The link from a list to its next page. */
    readonly listNext?: Places
  }
  /**
   * Words that the site uses in lists and landmarks, by what they mean. A text is the whole line or label, whatever its case;
   * a regular expression is searched for, and its group 1 is the number. Default of each meaning: OKWAVE's words. Other
   * meanings than these are not used.
   */
  readonly words?: {
    /** The states of a question. */
    readonly open?: Words
    readonly solved?: Words
    readonly closed?: Words
    /** Beside the number of answers: `answers` in `5 answers`. */
    readonly answers?: Words
    /** Landmarks alone, from here on. Before the number of one answer: `Answer` in `Answer 3`. */
    readonly answer?: Words
    /** Marks the best answer. */
    readonly best?: Words
    /** Before the name of the asker. */
    readonly asker?: Words
    /** Over the asker's replies. */
    readonly thanks?: Words
    readonly supplement?: Words
    /** Over links to related questions, where the answers end. */
    readonly related?: Words
    /** Buttons and labels that belong to no field. */
    readonly noise?: Words
    readonly [meaning: string]: Words | undefined
  }
  /** Matches the site's own "no such page". */
  readonly notFound?: Mark
  /** Matches a login, challenge or consent page under a question's URL. */
  readonly wall?: Mark
  /** Names that mean an anonymous user. */
  readonly anonymous?: readonly (string | RegExp)[]
  /** The readers, in order. Default: layouts, landmarks, structured data. */
  readonly readers?: readonly ReaderName[]
  readonly layouts: readonly SiteLayout[]
}

/** Returns the definition unchanged. It lets editors complete and check what you type. */
export function defineSite(site: SiteDefinition): SiteDefinition {
  return site
}
