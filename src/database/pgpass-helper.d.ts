/** The parts of pgpass that src/database/pgpass.ts uses; the package has no types. */
declare module 'pgpass/lib/helper.js' {
  export interface PgpassEntry {
    readonly host: string
    readonly port: string
    readonly database: string
    readonly user: string
    readonly password: string
  }

  /** Null for a comment, and for a line without five fields or of fewer than 11 characters. */
  export function parseLine(line: string): PgpassEntry | null
  /** False where a field is empty or the port is no number. */
  export function isValidEntry(entry: PgpassEntry): boolean
  export function match(
    login: Omit<PgpassEntry, 'password' | 'port'> & { readonly port: number },
    entry: PgpassEntry,
  ): boolean
}
