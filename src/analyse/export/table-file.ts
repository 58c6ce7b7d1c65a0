/** The interface of every file format to the export: a head, batches of rows, an end. */
import type { WrittenFile } from './whole-folder.ts'

export interface TableFile {
  /** Values in the order of the columns, as their kinds have them. */
  write(rows: readonly (readonly unknown[])[]): Promise<void>
  /** Writes what is left and the file's end. */
  finish(): Promise<WrittenFile>
  close(): Promise<void>
}
