/** The zod schema of the record. `mondo load` validates its input with it; `npm run schema` writes it as JSON Schema. */
import { z } from 'zod'
import { checkCodes } from './check.ts'
import { postedAtPattern } from './posted-at.ts'
import { type LayoutName, type QuestionPage, replyKinds } from './question-page.ts'

const count = z.int().min(0)

const bestAnswerRate = z
  .strictObject({
    percent: z.int().min(0).max(100),
    best: count,
    answers: count,
  })
  .meta({ id: 'BestAnswerRate' })

const person = z
  .strictObject({
    name: z.string().min(1),
    url: z.string().nullable(),
    bestAnswerRate: bestAnswerRate.nullable(),
  })
  .meta({ id: 'Person' })

const postedAt = z.string().regex(postedAtPattern).meta({
  id: 'PostedAt',
  description: '2013-07-08T12:34:00+09:00, or 2013-07-08 where only the day is known',
})

const reply = z
  .strictObject({
    kind: z.enum(replyKinds),
    author: person.nullable(),
    body: z.string(),
    postedAt: postedAt.nullable(),
  })
  .meta({ id: 'Reply' })

const answer = z
  .strictObject({
    key: z.string().min(1),
    number: count.nullable(),
    isBest: z.boolean(),
    author: person.nullable(),
    body: z.string(),
    postedAt: postedAt.nullable(),
    thanksCount: z.int().nullable(),
    imageUrls: z.array(z.string()),
    replies: z.array(reply),
  })
  .meta({ id: 'Answer' })

const relatedQuestion = z
  .strictObject({
    rank: z.int().min(1),
    questionId: z.string().nullable(),
    url: z.string().nullable(),
    title: z.string(),
    excerpt: z.string().nullable(),
  })
  .meta({ id: 'RelatedQuestion' })

const layout = z.templateLiteral([z.string().min(1), '/', z.string().min(1)]).meta({
  id: 'LayoutName',
  description: 'SITE/NAME: the generation of markup that the page was read by',
}) satisfies z.ZodType<LayoutName>

const check = z
  .strictObject({
    code: z.enum(checkCodes),
    severity: z.enum(['warning', 'error']),
    message: z.string(),
  })
  .meta({ id: 'Check' })

/** Validates one record. Unknown fields are errors. */
export const recordSchema = z
  .strictObject({
    site: z.string().min(1),
    questionId: z.string().min(1),
    url: z.url(),
    aliases: z.array(z.string()),
    title: z.string().min(1),
    body: z.string(),
    status: z.enum(['open', 'solved', 'closed', 'unknown']),
    categories: z.array(z.string()),
    asker: person.nullable(),
    postedAt: postedAt.nullable(),
    answerCount: count.nullable(),
    thanksCount: z.int().nullable(),
    complete: z.boolean(),
    nextPageUrl: z.string().nullable(),
    answers: z.array(answer),
    replies: z.array(reply),
    imageUrls: z.array(z.string()),
    related: z.array(relatedQuestion),
    layout,
    checks: z.array(check),
  })
  .meta({
    title: 'QuestionPage',
    description: 'One question page as mondo parsed it.',
  }) satisfies z.ZodType<QuestionPage>

/** The record as JSON Schema (draft 2020-12): the content of `docs/record.schema.json`. */
export function recordJsonSchema(): object {
  return z.toJSONSchema(recordSchema)
}
