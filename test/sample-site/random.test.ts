/** Chance that repeats itself: the pages of the sample site have to be the same bytes on every machine. */
import { expect, test } from 'vitest'
import { randomFor } from '../../src/sample-site/random.ts'

/** FNV-1a and mulberry32 as their authors state them, in whole numbers of any size. */
function reference(text: string, count: number): number[] {
  const u32 = 0xffffffffn
  let hash = 2166136261n
  for (const unit of text.split('')) hash = ((hash ^ BigInt(unit.charCodeAt(0))) * 16777619n) & u32
  let state = hash
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5n) & u32
    let z = ((state ^ (state >> 15n)) * (state | 1n)) & u32
    z ^= (z + (((z ^ (z >> 7n)) * (z | 61n)) & u32)) & u32
    return Number(z ^ (z >> 14n)) / 2 ** 32
  })
}

test('draws are those of mulberry32, seeded with FNV-1a of the keys', () => {
  // The published hash of "a" is 0xe40c292c.
  const drawn = (keys: readonly (string | number)[]) => {
    const random = randomFor(...keys)
    return Array.from({ length: 5 }, () => random.int(2 ** 32) / 2 ** 32)
  }
  expect(drawn(['a'])).toEqual(reference('a', 5))
  expect(drawn(['質問', 7])).toEqual(reference('質問\u001f7', 5))
})

test('numbers stay between their limits, and reach both', () => {
  const random = randomFor('limits')
  const numbers = Array.from({ length: 200 }, () => random.between(3, 5))
  expect([...new Set(numbers)].sort()).toEqual([3, 4, 5])
  expect([random.chance(0), random.chance(1)]).toEqual([false, true])
})

test('a shuffle keeps every item, a pick is one of them', () => {
  const random = randomFor('items')
  expect(random.shuffle([1, 2, 3, 4]).toSorted()).toEqual([1, 2, 3, 4])
  expect(['x', 'y']).toContain(random.pick(['x', 'y']))
})
