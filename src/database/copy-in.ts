/** Runs `copy … from stdin` through clients of `pg`, which implements the protocol messages but no query that sends them. */
import pg from 'pg'
import { CopiedRows } from './copy-rows.ts'

/** The part of pg's connection that `pg.Query` receives and that its types omit. */
interface CopyingConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Enables the client to run `copy … from stdin` with `CopiedRows` as the only parameter. */
export function understandCopiedRows(client: pg.Client): void {
  const query: (...given: readonly unknown[]) => unknown = client.query.bind(client)
  Object.assign(client, {
    query: (...given: readonly unknown[]) => {
      const [statement, parameters] = given
      const rows: unknown = Array.isArray(parameters) ? parameters[0] : undefined
      return rows instanceof CopiedRows && typeof statement === 'string'
        ? copyIn(query, statement, rows)
        : query(...given)
    },
  })
}

async function copyIn(
  query: (copy: CopyIn) => unknown,
  statement: string,
  rows: CopiedRows,
): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    query(new CopyIn(statement, rows, (error, result) => (error ? reject(error) : resolve(result))))
  })
}

class CopyIn extends pg.Query {
  readonly #rows: CopiedRows

  constructor(
    statement: string,
    rows: CopiedRows,
    callback: (error: Error | null | undefined, result: unknown) => void,
  ) {
    super(statement, callback)
    this.#rows = rows
  }

  /** Called by the client when the server is ready to receive rows. After an error the server ignores the rows sent. */
  handleCopyInResponse(connection: CopyingConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#rows.text))
    connection.endCopyFrom()
  }
}
