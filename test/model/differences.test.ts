/** `differences`: how two records are compared field by field. */
import { describe, expect, test } from 'vitest'
import { differences } from '../../src/model/differences.ts'
import { anAnswer, aPage, aReply } from '../load/pages.ts'

const places = (before: unknown, after: unknown) => differences(before, after).map(({ place }) => place)

describe('differences', () => {
  test('are empty for equal records', () => {
    expect(differences(aPage(), aPage())).toEqual([])
  })

  test('name the field, the place and both values', () => {
    const before = aPage()
    const after = aPage({
      answers: [anAnswer('2', { isBest: true, body: '別' }), anAnswer('1')],
      replies: [],
    })
    expect(differences(before, after)).toEqual(
      expect.arrayContaining([
        { field: 'answers.body', place: 'answers[2].body', before: '回答の本文 2', after: '別' },
        { field: 'replies', place: 'replies[supplement]', before: aReply('supplement'), after: undefined },
      ]),
    )
  })

  test('match answers by key, not by position', () => {
    const turned = aPage({ answers: [...aPage().answers].reverse() })
    expect(differences(aPage(), turned)).toEqual([])
    expect(places(aPage(), aPage({ answers: [anAnswer('1')] }))).toEqual(['answers[2]'])
  })

  test('distinguish two replies of the same kind', () => {
    const before = aPage({ replies: [aReply('thanks', '一'), aReply('thanks', '二')] })
    const after = aPage({ replies: [aReply('thanks', '一'), aReply('thanks', '三')] })
    expect(places(before, after)).toEqual(['replies[thanks 2].body'])
  })

  test('treat a list of texts as one value', () => {
    expect(places(aPage(), aPage({ categories: ['暮らし'] }))).toEqual(['categories'])
  })

  test('report a removed person as one difference', () => {
    expect(places(aPage(), aPage({ asker: null }))).toEqual(['asker'])
  })
})
