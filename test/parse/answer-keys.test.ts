/** The key of an answer is the best identity that the page gives, and never its position. */
import { describe, expect, it } from 'vitest'
import { type AnswerSigns, answerKeys } from '../../src/parse/answer-keys.ts'

const nothing: AnswerSigns = { number: null, id: null, authorName: null, postedAt: null, body: '' }
const hana = { ...nothing, authorName: 'hana', postedAt: '2024-05-01T10:00:00+09:00', body: 'Turn it off.' }
const ken = { ...nothing, authorName: 'ken', postedAt: '2024-05-01T10:00:00+09:00', body: 'Turn it on.' }

const keysOf = (...answers: AnswerSigns[]) => answerKeys(answers).map(({ key }) => key)

describe('the key of an answer', () => {
  it('is its number, else the id that the site gave it', () => {
    expect(
      answerKeys([
        { ...hana, number: 3, id: 'a77' },
        { ...ken, id: ' a78 ' },
      ]),
    ).toEqual([
      { key: '3', guessed: false },
      { key: 'a78', guessed: false },
    ])
  })

  it('else comes from author and exact time, and does not change when answers move or are edited', () => {
    const [first, second] = keysOf(hana, ken)
    expect(first).toMatch(/^t:[\da-f]{16}$/)
    expect(second).not.toBe(first)
    expect(keysOf({ ...ken, body: 'Edited.' }, hana)).toEqual([second, first])
  })

  it('is the same for one instant with two different offsets, with or without fractions of a second', () => {
    const elsewhere = { ...hana, postedAt: '2024-05-01T01:00:00.25Z' }
    expect(keysOf(elsewhere)).toEqual(keysOf(hana))
  })

  it('else comes from the beginning of the body and counts as guessed: a day is not an exact time', () => {
    const dayOnly = { ...hana, postedAt: '2024-05-01' }
    const [{ key, guessed } = { key: '', guessed: false }] = answerKeys([dayOnly])
    expect(guessed).toBe(true)
    expect(key).toMatch(/^b:[\da-f]{16}$/)
    expect(keysOf({ ...dayOnly, body: 'Turn\nit  off.' })).toEqual([key])
    const long = 'x'.repeat(200)
    expect(keysOf({ ...nothing, body: `${long} end` })).toEqual(keysOf({ ...nothing, body: `${long} other` }))
  })

  it('gets -2 and -3 in page order if it occurs twice, also beside ids that look like that', () => {
    const id = (of: string) => ({ ...nothing, id: of })
    expect(keysOf(id('7'), id('7'), id('7-2'), id('7'))).toEqual(['7', '7-3', '7-2', '7-4'])
    expect(keysOf({ ...nothing, number: 7 }, id('7'))).toEqual(['7', '7-2'])
  })
})
