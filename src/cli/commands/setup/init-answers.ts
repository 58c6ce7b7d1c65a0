/** What `mondo init` needs to know: from its flags, else from the person at the terminal. */
import { MondoError } from '../../../model/errors.ts'
import { Asking } from '../../input/asking.ts'
import { requestRate } from '../../options/option-values.ts'
import type { Terminal } from '../../output/terminal.ts'

/** What flags may have answered. */
export interface GivenAnswers {
  readonly contact?: string
  readonly url?: string
  readonly rate?: string
  readonly db?: string
  /** Ask nothing: defaults for the rest. */
  readonly yes?: true
}

export interface Answers {
  readonly contact: string
  readonly url: string | null
  readonly rate: number
  /** A database URL, or `embedded`. */
  readonly db: string
}

const defaultRate = 0.5

/** Throws `usage` for a wrong flag, and where an answer is needed and the input ends. */
export async function askForSetUp(flags: GivenAnswers, terminal: Terminal): Promise<Answers> {
  const { contactFault } = await import('../../../app/settings/contact.ts')
  const { parseStoreUrl } = await import('../../../database/store-url.ts')
  const asking = flags.yes === true ? null : new Asking(terminal)
  try {
    const contact = await answer(flags.contact, asking, {
      flag: '--contact',
      question: 'Who runs the crawl, as a mail address or URL?',
      read: (text) => (text.trim() === '' ? 'a contact is needed' : contactFault(text)),
    })
    const url = await answer(flags.url, asking, {
      flag: '--url',
      question: 'A list or question page of the site (empty for none)?',
      otherwise: '',
      read: (text) =>
        text === '' || /^https?:/.test(URL.parse(text)?.protocol ?? '') ? null : 'not an http URL',
    })
    const rate = await answer(flags.rate, asking, {
      flag: '--rate',
      question: `Requests a second at most (${defaultRate})?`,
      otherwise: String(defaultRate),
      read: (text) => (isRate(text) ? null : 'not a number of requests a second, as in 0.5'),
    })
    const db = await answer(flags.db, asking, {
      flag: '--db',
      question: 'Database: embedded, or postgres://USER@HOST/NAME (embedded)?',
      otherwise: 'embedded',
      read: (text) => faultOf(() => text === 'embedded' || parseStoreUrl(text)),
    })
    return { contact: contact.trim(), url: url === '' ? null : url, rate: Number(rate), db }
  } finally {
    asking?.close()
  }
}

interface Question {
  readonly flag: string
  readonly question: string
  /** For no answer. Absent: an answer is needed. */
  readonly otherwise?: string
  /** What is wrong with an answer; null for nothing. */
  readonly read: (text: string) => string | null
}

/** The flag, else what is typed, asked again until it is right; without a person the default. */
async function answer(
  given: string | undefined,
  asking: Asking | null,
  { flag, question, otherwise, read }: Question,
): Promise<string> {
  if (given !== undefined || asking === null) {
    const text = given ?? otherwise ?? ''
    const fault = read(text)
    if (fault === null) return text
    throw new MondoError('usage', `${flag}: ${fault}`, { hint: 'See mondo init --help' })
  }
  for (;;) {
    const typed = await asking.ask(question)
    if (typed === null) {
      throw new MondoError('usage', `no answer to: ${question}`, {
        hint: `Give ${flag}, or --yes for defaults`,
      })
    }
    const text = typed.trim() === '' ? (otherwise ?? '') : typed.trim()
    const fault = read(text)
    if (fault === null) return text
    asking.say(fault)
  }
}

function isRate(text: string): boolean {
  try {
    return typeof requestRate(text) === 'number'
  } catch {
    return false
  }
}

function faultOf(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
