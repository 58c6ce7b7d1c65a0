/**
 * A process that takes a folder's lock: `node hold-folder.ts FOLDER [open]`, where `open` opens the database in it.
 * It says `ready`, waits for a line on stdin, tries, says `held` or the error's code, and holds until stdin ends.
 */
import { createInterface } from 'node:readline'
import { loadPages } from '../../../src/app/load-pages.ts'
import { lockDataFolder } from '../../../src/database/data-folder-lock.ts'
import { openStore } from '../../../src/database/store.ts'
import { MondoError } from '../../../src/model/errors.ts'
import { aPage } from '../../load/pages.ts'

const [, , folder = '', how = 'lock'] = process.argv
const say = (line: string) => process.stdout.write(`${line}\n`)

say('ready')
for await (const _line of createInterface({ input: process.stdin })) {
  try {
    if (how === 'open') await loadPages((await openStore(`pglite:${folder}`)).db, [aPage()])
    else await lockDataFolder(folder)
    say('held')
  } catch (error) {
    say(error instanceof MondoError ? `${error.code} ${error.message}` : String(error))
  }
}
