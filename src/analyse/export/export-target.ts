/** Where an export writes its tables: to a file each, or all to one database. */
import { join } from 'node:path'
import type { Relation } from '../catalog.ts'
import type { ReadSession } from '../read-session.ts'
import type { ExportColumn } from './export-columns.ts'
import type { TableFile, WrittenFile } from './whole-folder.ts'

export interface TablePlan {
  readonly relation: Relation
  readonly columns: readonly ExportColumn[]
  /** Only rows that changed since then; null for all. */
  readonly since: Date | null
  /** The query that reads the rows to export, where they are the changes since a cursor. */
  readonly changed?: string
  readonly query: string
}

/** Takes the rows of one table in batches. */
export interface TableWriter {
  /** Name of the file in the folder. */
  readonly file: string
  write(rows: readonly (readonly unknown[])[]): Promise<void>
  finish(): Promise<void>
  close(): Promise<void>
}

export interface ExportTarget {
  table(plan: TablePlan): Promise<TableWriter>
  /** Writes what comes after all tables. Returns the files by name. */
  finish(session: ReadSession): Promise<ReadonlyMap<string, WrittenFile>>
  close(): Promise<void>
}

/** One file a table, `NAME.ENDING`. */
export function fileForEachTable(
  folder: string,
  ending: string,
  create: (path: string, plan: TablePlan) => Promise<TableFile>,
): ExportTarget {
  const written = new Map<string, WrittenFile>()
  return {
    async table(plan) {
      const name = `${plan.relation.name}.${ending}`
      const file = await create(join(folder, name), plan)
      return {
        file: name,
        write: (rows) => file.write(rows),
        finish: async () => void written.set(name, await file.finish()),
        close: () => file.close(),
      }
    },
    finish: async () => written,
    close: async () => undefined,
  }
}
