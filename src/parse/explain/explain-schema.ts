/** Explains structured data: which property of which thing gave which field. */
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { authorProperties, bodyProperties, titleProperties } from '../schema-org/texts.ts'
import { type Thing, textOf } from '../schema-org/thing.ts'
import { timeProperties } from '../schema-org/values.ts'
import { cutText, type ExplainedRow, elementPath } from './explained-row.ts'

/** One row for each property that was read. */
export function schemaRows(evidence: {
  readonly question: Thing
  readonly keys: ReadonlyMap<Thing, string>
  readonly accepted: ReadonlySet<Thing>
  readonly html: HtmlBlocks
}): readonly ExplainedRow[] {
  const { question, keys, accepted, html } = evidence
  const answers = [...keys].flatMap(([answer, key]) => {
    const property = accepted.has(answer) ? 'acceptedAnswer' : 'suggestedAnswer'
    const name = `answer ${key}`
    return fieldsOf(answer, property, html).map((row) => ({ ...row, field: `${name} ${row.field}` }))
  })
  return [...fieldsOf(question, 'Question', html), ...answers]
}

type Properties = readonly (readonly [field: string, names: readonly string[]])[]

const shared: Properties = [
  ['body', bodyProperties],
  ['postedAt', timeProperties],
  ['thanksCount', ['upvoteCount']],
]

/** For each field the properties that can give it; the first one present does. */
const ofQuestion: Properties = [
  ['questionId', ['identifier']],
  ['title', titleProperties],
  ['asker', authorProperties],
  ['answerCount', ['answerCount']],
  ...shared,
]
const ofAnswer: Properties = [['key', ['identifier', 'url']], ['author', authorProperties], ...shared]

function fieldsOf(thing: Thing, as: string, html: HtmlBlocks): readonly ExplainedRow[] {
  return (as === 'Question' ? ofQuestion : ofAnswer).flatMap(([field, names]): ExplainedRow[] => {
    const property = names.find((name) => textOf(thing, name) !== null)
    if (property === undefined) return []
    const source = thing.sources.get(property) ?? null
    const extent = source === null ? undefined : html.extents.get(source)
    return [
      {
        block: extent === undefined || extent.last < extent.first ? null : extent.first,
        element: source === null ? null : elementPath(source),
        field,
        rule: `${as}.${property}`,
        landmarks: [],
        unclaimed: false,
        text: cutText((textOf(thing, property) ?? '').trim()),
      },
    ]
  })
}
