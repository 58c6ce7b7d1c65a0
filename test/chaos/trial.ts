/** A trial injects faults into one process, without kills: into files at rest, or under a simulated clock. */
import type { FaultName, Seen } from './faults.ts'

export interface TrialStage {
  readonly random: () => number
  /** An empty folder of its own. */
  readonly folder: string
}

export interface Tried {
  readonly injected: number
  readonly faults: readonly string[]
  readonly seen: Seen
  /** What else was counted, for display. */
  readonly note: string
}

export interface Trial {
  readonly name: string
  readonly fault: FaultName
  readonly run: (stage: TrialStage) => Promise<Tried>
}
