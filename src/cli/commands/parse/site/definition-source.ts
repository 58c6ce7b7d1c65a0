/** The text of a new site definition: what was guessed, and a line for what a person must fill in. */
import type { GuessedLayout } from '../../../../parse/draft/guess-layout.ts'

export interface DefinitionFacts {
  readonly name: string
  readonly host: string
  /** The path of a question with `{id}` for the id. */
  readonly question: string
  readonly guessed: GuessedLayout
}

export function definitionSource({ name, host, question, guessed }: DefinitionFacts): string {
  const { answers } = guessed
  return `/** ${name}: made by mondo site new from one page. Read every selector against more pages, then delete the notes. */
import type { SiteDefinition } from 'mondo'

const site: SiteDefinition = {
  name: ${text(name)},
  // Raise it whenever the definition reads something differently: pages of this site alone are read again.
  version: 1,
  hosts: [${text(host)}],
  // '+09:00', 'UTC' or 'Europe/Berlin'; null: times without a zone of their own are left out.
  timeZone: ${host.endsWith('.jp') ? text('+09:00') : 'null'},
  urls: {
    // Guessed from one URL. {id} is the question's id, * anything. Give every form of URL that the site has; the first is canonical.
    question: ${text(question)},
    // page: 'page',
    // lists: ['/questions', '/tags/*'],
  },
  layouts: [
    {
      name: ${text(`${name}/1`)},
      // What only question pages have.
      recognisedBy: ${text(guessed.answers?.each ?? guessed.body ?? guessed.title ?? 'h1')},
      // Text in it that no field takes is reported. Name what is no content in noise.
      main: 'body',
      noise: ['header', 'footer', 'nav', 'aside', 'form'],
      question: {
        ${line('title', guessed.title, "'h1'", 'the heading that is the question')}
        ${line('body', guessed.body, null, 'the element that holds the whole text and nothing else')}
        ${line('asker', guessed.asker, null, 'who asked')}
        ${line('postedAt', guessed.postedAt, null, 'when; of a <time> the attribute datetime is read')}
        // status: { solved: '.is-solved', open: { select: '.status', match: /(open)/ } },
        // categories: { each: '.breadcrumb a', skipFirst: 1 },
        // answerCount: { select: 'h2', match: /(\\d+) answers/ },
      },
      ${answers === null ? noAnswers : answersSource(answers)}
    },
  ],
}

export default site
`
}

function answersSource(answers: NonNullable<GuessedLayout['answers']>): string {
  return `answers: {
        // ${answers.count} on this page.
        each: ${text(answers.each)},
        ${line('body', answers.body, "'p'", 'the text of the answer and nothing else')}
        ${line('author', answers.author, null, 'who answered')}
        ${line('postedAt', answers.postedAt, null, 'when')}
        // best: '.is-best',
        // replies: { each: '.comment', kind: 'comment', body: '.text', author: '.user' },
      },`
}

const noAnswers = `// No element of this page is called like an answer. Where there are some:
      // answers: { each: '.answer', body: '.text', author: '.user', postedAt: 'time', best: '.is-best' },`

/** A guess, what must be there, or a line to fill in. */
function line(property: string, selector: string | null, needed: string | null, what: string): string {
  if (selector !== null) return `${property}: ${text(selector)},`
  return needed === null
    ? `// ${property}: '…', // not found: ${what}`
    : `${property}: ${needed}, // not found: ${what}`
}

function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
