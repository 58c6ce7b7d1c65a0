import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charsetOfLabel } from '../../../src/parse/text/charset-labels.ts'
import { repairedInput, repairText } from '../../../src/parse/text/text-form.ts'
import { draws } from '../../draws.ts'

const labels = [
  ...[
    'utf-8',
    'utf-16le',
    'utf-16be',
    'iso-2022-jp',
    'euc-jp',
    'shift_jis',
    'gbk',
    'gb18030',
    'big5',
    'euc-kr',
  ],
  ...[
    'windows-1252',
    'windows-1251',
    'iso-8859-8',
    'koi8-r',
    'macintosh',
    'x-user-defined',
    'cp437',
    'cp720',
  ],
  ...['cp850', 'cp856', 'cp869', 'cp1125', 'maccenteuro', 'macthai', 'macturkish'],
]

test.each(labels)('text in %s is repaired as if it were looked through', (label) => {
  const charset = charsetOfLabel(label)
  if (charset === null) throw new Error(`${label} is not decoded`)
  const { encoding, decode } = charset
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ min: 1, maxLength: 60 }))
  fc.assert(
    fc.property(bytes, (input) => {
      const text = decode(input)
      expect(repairedInput(input, { text, encoding, source: 'http' })).toEqual(repairText(text))
    }),
    draws(100, 5_000),
  )
})
