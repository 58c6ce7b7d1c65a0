/** `crawl.field_coverage` and `crawl.host.gate`: the quality gate's state of a host group, kept by its lease holder. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { answeredField, type DriftReport, presentField } from '../../model/drift-report.ts'
import type { HostAnswer } from '../../model/host-answer.ts'
import type { FieldCoverage } from './field-coverage.ts'

export async function coverageOf(db: Kysely<Database>, hostGroup: string): Promise<FieldCoverage[]> {
  const rows = await db
    .selectFrom('crawl.field_coverage')
    .selectAll()
    .where('host_group', '=', hostGroup)
    .orderBy('layout')
    .orderBy('field')
    .execute()
  return rows.map((row) => ({
    layout: row.layout,
    field: row.field,
    recent: row.recent,
    pastPages: row.past_pages,
    pastPresent: row.past_present,
    lacking:
      row.lacking_path === null || row.lacking_url === null
        ? null
        : { path: row.lacking_path, url: row.lacking_url, captureId: row.lacking_capture_id },
  }))
}

/** Part of the slice's transaction, whose lease makes it the only writer. */
export async function saveCoverage(
  trx: Kysely<Database>,
  hostGroup: string,
  rows: readonly FieldCoverage[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into crawl.field_coverage
      (host_group, layout, field, recent, past_pages, past_present, lacking_path, lacking_url, lacking_capture_id)
    select ${hostGroup}, layout, field, recent, "pastPages", "pastPresent",
      lacking->>'path', lacking->>'url', lacking->>'captureId'
    from json_to_recordset(${JSON.stringify(rows)}::json) as r
      (layout text, field text, recent text, "pastPages" float8, "pastPresent" float8, lacking jsonb)
    on conflict (host_group, layout, field) do update set recent = excluded.recent,
      past_pages = excluded.past_pages, past_present = excluded.past_present, lacking_path = excluded.lacking_path,
      lacking_url = excluded.lacking_url, lacking_capture_id = excluded.lacking_capture_id
  `.execute(trx)
}

/** The last answers of a host group in this run, for the outcome breaker. */
export async function hostAnswersOf(
  db: Kysely<Database>,
  runId: string,
  hostGroup: string,
): Promise<readonly HostAnswer[]> {
  const row = await db
    .selectFrom('crawl.run_host_group')
    .select('answers')
    .where('run_id', '=', runId)
    .where('host_group', '=', hostGroup)
    .executeTakeFirst()
  return row?.answers ?? []
}

export async function saveAnswers(
  trx: Kysely<Database>,
  of: { readonly runId: string; readonly hostGroup: string },
  answers: readonly HostAnswer[],
): Promise<void> {
  const text = JSON.stringify(answers)
  await trx
    .insertInto('crawl.run_host_group')
    .values({ run_id: of.runId, host_group: of.hostGroup, visits: 0, answers: text })
    .onConflict((conflict) => conflict.columns(['run_id', 'host_group']).doUpdateSet({ answers: text }))
    .execute()
}

/** Why the gate stopped the host group; null while it is open. */
export async function gateOf(db: Kysely<Database>, hostGroup: string): Promise<DriftReport | null> {
  const row = await db
    .selectFrom('crawl.host')
    .select('gate')
    .where('host_group', '=', hostGroup)
    .executeTakeFirst()
  return row?.gate ?? null
}

export async function saveQualityGate(
  trx: Kysely<Database>,
  hostGroup: string,
  gate: DriftReport | null,
): Promise<void> {
  const text = gate === null ? null : JSON.stringify(gate)
  await trx
    .insertInto('crawl.host')
    .values({ host_group: hostGroup, gate: text })
    .onConflict((conflict) => conflict.column('host_group').doUpdateSet({ gate: text }))
    .execute()
}

/** Until the transaction ends, no other one saves or resets the coverage of these host groups. */
export async function lockGates(trx: Kysely<Database>, groups: readonly string[]): Promise<void> {
  await trx
    .selectFrom('crawl.host')
    .select('host_group')
    .where('host_group', 'in', groups)
    .orderBy('host_group')
    .forUpdate()
    .execute()
}

/**
 * Reopens the gates of hosts that a run names. Their recent pages are forgotten, so that new ones decide: by the whole
 * rule under another parser version, else by the first few. `accepts`: the pages are right as they are, and the past is
 * forgotten too. Call it in a transaction: a slice in flight that read the old state sees the change and saves nothing.
 */
export async function reopenGates(
  trx: Kysely<Database>,
  gates: readonly { readonly hostGroup: string; readonly parserVersion: string }[],
  { accepts }: { readonly accepts: boolean },
): Promise<void> {
  const groups = gates.map(({ hostGroup }) => hostGroup)
  await lockGates(trx, groups)
  if (accepts) {
    await trx.deleteFrom('crawl.field_coverage').where('host_group', 'in', groups).execute()
    await trx.updateTable('crawl.host').set({ gate: null }).where('host_group', 'in', groups).execute()
    return
  }
  await sql`
    update crawl.field_coverage set recent = ''
    where host_group in (select host_group from crawl.host where gate is not null and host_group = any(${groups}::text[]))
  `.execute(trx)
  await sql`
    update crawl.host set gate = null
    from json_to_recordset(${JSON.stringify(gates)}::json) as g ("hostGroup" text, "parserVersion" text)
    where host_group = g."hostGroup" and gate->>'parserVersion' <> g."parserVersion"
      and gate->'broken'->0->>'field' not in (${answeredField}, ${presentField})
  `.execute(trx)
}
