/**
 * What the example in schema.org's own file of examples says in each of its syntaxes: a Question without a QAPage
 * around it, without a URL or an identifier. Texts are marks, as in `./qapage-expected.ts`.
 */
export const exampleFile = 'example-schemaorg-Question.txt'

/** The site and the id of the question can only come from here: the canonical path and query. */
export const exampleUrl = 'https://qa.example/topics/ruby?thread=eg-0186'
export const exampleId = '/topics/ruby?thread=eg-0186'

/** One syntax of the example in schema.org's own file of examples. It shows two of four answers and no way on. */
export interface ExpectedExample {
  /** The line above it. */
  readonly heading: 'MICRODATA' | 'RDFA' | 'JSON'
  /** Votes, author, time, mark of the body without white space; the first is the accepted one. */
  readonly answers: readonly (readonly [number, string, string, string])[]
}

/** What the three syntaxes of the example have in common; the text that people read tells another day of asking. */
export const exampleQuestion = {
  title: '30 a11affb05590',
  body: '73 3f45c74f78cf',
  asker: 'someuser',
  postedAt: '2010-11-04T20:07:00Z',
  answerCount: 4,
  thanksCount: 196,
}

const inElements: ExpectedExample['answers'] = [
  [1337, 'anotheruser', '2010-12-01T22:01:00Z', '40 900bfff4f5f0'],
  [39, 'lonelyuser1234', '2010-12-06T21:11:00Z', '32 e6726db4769c'],
]

export const examples: readonly ExpectedExample[] = [
  // The accepted answer is one element with both names, suggestedAnswer and acceptedAnswer.
  { heading: 'MICRODATA', answers: inElements },
  { heading: 'RDFA', answers: inElements },
  // Numbers are strings here, and both answers have the accepted one's text, the first by the asker.
  {
    heading: 'JSON',
    answers: [
      [1337, 'someuser', '2010-12-01T22:01:00Z', '40 900bfff4f5f0'],
      [39, 'lonelyuser1234', '2010-12-06T21:11:00Z', '40 900bfff4f5f0'],
    ],
  },
]
