/** Before each test file that needs a database: PGlite starts from the seed, here and in the processes that it starts. */
import { inject } from 'vitest'
import { seedVariable } from '../pglite-seed.ts'

process.env[seedVariable] = inject('pgliteSeed')
