import { expect, test } from 'vitest'
import { assertNewEnough } from '../../src/database/postgres-store.ts'

test.each(['14.12', '9.6.24', '14beta1'])(
  'Postgres %s is refused, with the version that is needed',
  (version) => {
    expect(() => assertNewEnough(version, 'db.example:5432/qa')).toThrow(
      expect.objectContaining({
        code: 'database-refused',
        message: `The server at db.example:5432/qa is Postgres ${version}.`,
        hint: 'mondo needs Postgres 15 or later.',
      }),
    )
  },
)

test.each(['15.0', '15.18 (Debian 15.18-1)', '18.6', '19devel'])('Postgres %s is accepted', (version) => {
  expect(() => assertNewEnough(version, 'db.example:5432/qa')).not.toThrow()
})
