/** Fails when two files of `src` export the same name: one word, one meaning, one place. Part of `npm run check`. */
import { doubledNames, readSourceTree } from '../test/source-tree.ts'

/** Kysely asks every migration for `up`. */
const allowed: readonly string[] = ['up', 'down']

/** A face offers a function of a room under its own name, loading the room when it is called. */
const rooms = new Map([...readSourceTree()].filter(([file]) => !/^src\/[^/]+\.ts$/.test(file)))

const doubles = doubledNames(rooms).filter(({ name }) => !allowed.includes(name))
for (const { name, places } of doubles) {
  process.stderr.write(`${name} is exported twice: ${places.join(' and ')}\n`)
}
if (doubles.length > 0) {
  process.stderr.write('Give each its own name, or keep one of them and import it.\n')
  process.exitCode = 1
}
