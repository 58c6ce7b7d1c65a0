/** The record schema against the type and the published JSON Schema. */
import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { recordJsonSchema, recordSchema } from '../../src/model/record-schema.ts'
import { record } from '../records.ts'

/** A schema's output is writable where the record is readonly; nothing else may differ. */
type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T

const comment = { kind: 'comment', author: null, body: 'A remark.', postedAt: null }

describe('the record schema', () => {
  test('matches the type QuestionPage, field by field', () => {
    expectTypeOf<z.infer<typeof recordSchema>>().toEqualTypeOf<Writable<QuestionPage>>()
  })

  test('matches docs/record.schema.json (npm run schema writes it)', () => {
    const written = readFileSync(new URL('../../docs/record.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(recordJsonSchema())))
  })

  test('accepts a valid record', () => {
    expect(recordSchema.parse(record())).toEqual(record())
  })

  test.each([
    ["a layout of a user's own site", { layout: 'mysite/2026' }],
    ['a comment', { replies: [comment] }],
    ['a question that is only a title', { body: '' }],
  ])('accepts %s', (_, change) => {
    expect(recordSchema.safeParse({ ...record(), ...change }).success).toBe(true)
  })

  test.each([
    ['a field that is missing', { title: undefined }],
    ['an unknown field', { extra: 1 }],
    ['an empty title', { title: '' }],
    ['a status of another language', { status: '解決済み' }],
    ['a time without an offset', { postedAt: '2013-07-08T12:34:00' }],
    ['an invalid offset', { postedAt: '2013-07-08T12:34:00+19:00' }],
    ['a relative URL', { url: '/qa/q1.html' }],
    ['a negative count of answers', { answerCount: -1 }],
    ['a layout without a site', { layout: 'future' }],
    ['a kind of reply that does not exist', { replies: [{ ...comment, kind: 'remark' }] }],
  ])('refuses %s', (_, change) => {
    expect(recordSchema.safeParse({ ...record(), ...change }).success).toBe(false)
  })
})
