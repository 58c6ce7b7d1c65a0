/**
 * Runs drawn commands against a model and the real thing side by side (fast-check). The same commands in every run;
 * MONDO_MODEL_RUNS and MONDO_MODEL_SEED draw others. A failure prints the smallest commands with their replay path:
 * MONDO_MODEL_SEED, MONDO_MODEL_PATH and MONDO_MODEL_REPLAY run just these again.
 */
import fc from 'fast-check'

export type ModelCommand<Model extends object, Real> = fc.AsyncCommand<Model, Real>

export interface ModelTrial<Model extends object, Real, Surroundings> {
  readonly commands: readonly fc.Arbitrary<ModelCommand<Model, Real>>[]
  /** What stays as it is during a run. */
  readonly surroundings: fc.Arbitrary<Surroundings>
  readonly setUp: (surroundings: Surroundings) => Promise<{ readonly model: Model; readonly real: Real }>
  /** What must hold when all commands have run, such as that nothing was lost. */
  readonly atEnd?: (model: Model, real: Real) => Promise<void>
  readonly numRuns: number
  /** Upper bound of the commands of one run. */
  readonly maxCommands: number
}

const { MONDO_MODEL_RUNS, MONDO_MODEL_SEED, MONDO_MODEL_PATH, MONDO_MODEL_REPLAY } = process.env

/** Throws fast-check's report when a command sees the real thing differ from the model. */
export async function tryModel<Model extends object, Real, Surroundings>({
  commands,
  surroundings,
  setUp,
  atEnd,
  numRuns,
  maxCommands,
}: ModelTrial<Model, Real, Surroundings>): Promise<void> {
  const replayPath = MONDO_MODEL_REPLAY === undefined ? {} : { replayPath: MONDO_MODEL_REPLAY }
  const drawn = fc.commands([...commands], { maxCommands, size: 'max', ...replayPath })
  const property = fc.asyncProperty(surroundings, drawn, async (given, some) => {
    const pair = await setUp(given)
    await fc.asyncModelRun(() => pair, some)
    await atEnd?.(pair.model, pair.real)
  })
  await fc.assert(property, {
    numRuns: Number(MONDO_MODEL_RUNS ?? numRuns),
    seed: Number(MONDO_MODEL_SEED ?? 20260301),
    ...(MONDO_MODEL_PATH === undefined ? {} : { path: MONDO_MODEL_PATH }),
  })
}
