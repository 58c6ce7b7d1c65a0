import { expect, test } from 'vitest'
import { plainReason } from '../../../src/cli/output/plain-reason.ts'

test.each([
  [
    "nope.txt cannot be read: Error: ENOENT: no such file or directory, open 'nope.txt'",
    'nope.txt cannot be read: there is no such file or folder',
  ],
  ['EISDIR: illegal operation on a directory, read', 'it is a folder'],
  ["x: ENAMETOOLONG: name too long, mkdir '/x'", 'x: name too long'],
  ['cannot be used: connect ECONNREFUSED 127.0.0.1:1', 'cannot be used: nothing listens there'],
  ['getaddrinfo ENOTFOUND nowhere.example', 'its name is unknown'],
  ['connect EOTHER x', 'connect EOTHER x'],
  ['The EU: a question, and an answer', 'The EU: a question, and an answer'],
])('%j reads %j', (text, wanted) => {
  expect(plainReason(text)).toBe(wanted)
})
