/** Answers `clock_timestamp()` in a store's statements with a time that a test moves. */
import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RawNode,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely'

class Transformer extends OperationNodeTransformer {
  readonly #now: () => number

  constructor(now: () => number) {
    super()
    this.#now = now
  }

  protected override transformRaw(node: RawNode): RawNode {
    const { sqlFragments, ...rest } = super.transformRaw(node)
    const literal = () => `'${new Date(this.#now()).toISOString()}'::timestamptz`
    return {
      ...rest,
      sqlFragments: sqlFragments.map((part) => part.replaceAll('clock_timestamp()', literal)),
    }
  }
}

/** For `db.withPlugin`. `now`: milliseconds since the epoch, asked once for each `clock_timestamp()`. */
export class MovedDatabaseClock implements KyselyPlugin {
  readonly #transformer: Transformer

  constructor(now: () => number) {
    this.#transformer = new Transformer(now)
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node)
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result
  }
}
