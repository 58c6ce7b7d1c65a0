import { describe, expect, test } from 'vitest'
import { shapeOf } from '../../../src/parse/links/url-shape.ts'

const of = (path: string) => shapeOf(new URL(path, 'https://qa.example'))

describe('the shape of a URL', () => {
  test.each([
    ['/qa/q#.html', ['/qa/q1.html', '/qa/q10172296.html', '/QA/Q7.html']],
    [
      '/questions/#',
      [
        '/questions/12/boiling-eggs',
        '/questions/3/x',
        '/questions/4',
        '/questions/5/',
        '/questions/6/top-10-frogs',
        '/questions/7/windows-10',
        '/questions/8/python3',
        '/questions/9/%E5%8D%B5',
      ],
    ],
    ['/t/*/#', ['/t/boiling-eggs/123', '/t/10-best-frogs/45']],
    ['/threads/*#', ['/threads/boiling-eggs.12/', '/threads/eggs.7']],
    ['/#*', ['/123-boiling-eggs', '/4-x']],
    ['/forum/#/topic-#', ['/forum/3/topic-10', '/forum/4/topic-7']],
    ['/forum/#/t#', ['/forum/3/t10']],
    ['/questions/#', ['/questions/0jh2pmdlsdvvdd', '/questions/ab12cd34/eggs']],
    ['/viewtopic.php?f=#&t=#', ['/viewtopic.php?t=12&f=3', '/viewtopic.php?f=9&t=1']],
    ['/show?id=#&title=*', ['/show?id=12&title=boiling-eggs']],
  ])('%s', (shape, paths) => {
    for (const path of paths) expect([path, of(path)]).toEqual([path, shape])
  })

  test.each([
    '/',
    '/questions',
    '/questions/boiling-eggs',
    '/users/12/ann',
    '/user-12',
    '/u12',
    '/tags/4',
    '/questions/tagged/3d',
    '/category/7',
    '/page/2',
    '/questions?page=2',
    '/questions/12/x?page=2',
    '/questions/12/edit',
    '/questions/12/x/answers',
    '/answers/12',
    '/pictures/12.png',
    '/show?user=12',
    '/show?action=edit&id=12',
    `/${'a/'.repeat(9)}12`,
  ])('none of %s', (path) => {
    expect(of(path)).toBeNull()
  })

  test('another query is another shape, so that one question is not taken for two', () => {
    expect(of('/questions/12/x?highlight=1')).not.toBe(of('/questions/12/x'))
  })
})
