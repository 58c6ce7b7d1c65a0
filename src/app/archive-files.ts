/** The WARC files that a command's PATH arguments name; without any, those of the data folder. */
import { MondoError } from '../model/errors.ts'
import { inputFiles } from './input-files.ts'

const isWarc = (name: string): boolean => /\.warc(\.gz)?$/i.test(name)

/** In the order of the arguments, folders in that of names. Throws `unreadable-input` for a path that is not there. */
export async function* archiveFiles(paths: readonly string[], archiveFolder: string): AsyncGenerator<string> {
  let count = 0
  for await (const file of inputFiles(paths.length === 0 ? [archiveFolder] : paths, isWarc)) {
    if (file.kind === 'unreadable') throw file.error
    if (file.kind === 'stdin') throw new MondoError('usage', 'a WARC file cannot be read from stdin here')
    count++
    yield file.path
  }
  if (count === 0) {
    throw new MondoError('unreadable-input', `no WARC file in ${paths.join(' ') || archiveFolder}`, {
      hint: 'They are named *.warc.gz or *.warc; --data says which data folder is meant',
    })
  }
}
