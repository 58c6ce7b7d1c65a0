/**
 * `qa.change_log`: every row of `qa` that was written or removed, in one order, for exports of what changed since the last
 * one. Triggers fill it, one call a statement, so that nothing that writes to `qa` can forget it. It is beside the rows: two
 * databases with the same rows may have different logs.
 */
import type { Kysely } from 'kysely'
import { createFunction, createTable, createView, runStatement } from './commented.ts'

const questionKey = ['site', 'question_id']
const answerKey = [...questionKey, 'answer_key']
const replyKey = [...answerKey, 'kind', 'ordinal']
const relatedKey = [...questionKey, 'rank']

const tables: Readonly<Record<string, readonly string[]>> = {
  question: questionKey,
  answer: answerKey,
  reply: replyKey,
  related_question: relatedKey,
  question_version: [...questionKey, 'valid_from'],
  answer_version: [...answerKey, 'valid_from'],
  reply_version: [...replyKey, 'valid_from'],
  related_question_version: [...relatedKey, 'valid_from'],
}

const operations = [
  ['insert', 'new'],
  ['update', 'new'],
  ['delete', 'old'],
] as const

export async function up(db: Kysely<unknown>): Promise<void> {
  const columns = {
    position: 'Order of writing within a transaction.',
    transaction_id:
      'Transaction that wrote it. Read only those below the oldest that still runs, pg_snapshot_xmin(pg_current_snapshot()): a lower one may still commit.',
    table_name: 'Table of the row in qa, without the schema: question, answer and so on.',
    key: 'Primary key of the row, column by column.',
    operation:
      'insert, update or delete. A row that its page no longer shows is not deleted: it gets gone_at.',
  }
  await createTable(db, {
    name: 'crawl.change_log',
    comment: 'Rows of qa that were written or removed: qa.change_log shows it.',
    columns: {
      place: ['bigint not null generated always as identity', columns.position],
      transaction_id: ['bigint not null', columns.transaction_id],
      table_name: ['text not null', columns.table_name],
      key: ['jsonb not null', columns.key],
      operation: ["text not null check (operation in ('insert', 'update', 'delete'))", columns.operation],
    },
    constraints: ['primary key (transaction_id, place)'],
  })
  await createView(db, {
    name: 'qa.change_log',
    comment:
      'Rows of qa that were written or removed, in one order, by when they were loaded: what mondo export --cursor goes by. Two databases with the same rows may have different logs.',
    columns,
    query: 'select place, transaction_id, table_name, key, operation from crawl.change_log',
  })
  for (const [table, key] of Object.entries(tables)) await logTable(db, table, key)

  await createTable(db, {
    name: 'crawl.change_epoch',
    comment:
      'One row: identity of the change log (qa.change_log), as far as it is stored: qa.change_epoch() adds the place. A rebuilt database has another.',
    columns: {
      epoch: ['uuid not null', 'Made with the database.'],
      pruned_before: [
        'bigint not null default 0',
        'Changes by transactions below this one were removed from the log (mondo db prune-log); 0 if none was.',
      ],
    },
  })
  await runStatement(db, 'insert into crawl.change_epoch (epoch) values (gen_random_uuid())')
  await createFunction(db, {
    signature: 'qa.change_epoch()',
    comment:
      'Identity of the change log: a cursor of another database, or of this one before it was rebuilt or restored, has another. It names the epoch, the cluster, the database, the table of the log, and the timeline, which a recovery to a point in time and a failover change. Only a copy of the files of a stopped server keeps all five.',
    // A table is looked for by name when it is asked: a restored one has another oid. A standby has no log position to write at.
    definition: `create function qa.change_epoch() returns text
      language sql stable security definer set search_path = pg_catalog
      return (
        select concat_ws('/', min(epoch::text),
          (select system_identifier from pg_control_system()),
          (select oid from pg_database where datname = current_database()),
          to_regclass('crawl.change_log')::oid,
          case when pg_is_in_recovery() then (select timeline_id from pg_control_checkpoint())
            else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end)
        from crawl.change_epoch)`,
  })
  await createFunction(db, {
    signature: 'qa.change_log_start()',
    comment:
      'Transaction from which on the change log has every change; 0 where it was never pruned. A cursor below it has missed some.',
    definition: `create function qa.change_log_start() returns bigint
      language sql stable security definer set search_path = pg_catalog
      return (select max(pruned_before) from crawl.change_epoch)`,
  })
}

/** For each statement one call, with the rows that it touched: a call for each row took as long as the loading itself. */
async function logTable(db: Kysely<unknown>, table: string, key: readonly string[]): Promise<void> {
  const pairs = key.map((column) => `'${column}', ${column}`)
  await createFunction(db, {
    signature: `crawl.log_${table}()`,
    comment: `Trigger: writes down which rows of qa.${table} a statement touched (qa.change_log).`,
    definition: `create function crawl.log_${table}() returns trigger language plpgsql set timezone = 'UTC' as $$
      begin
        insert into crawl.change_log (transaction_id, table_name, key, operation)
        select pg_current_xact_id()::text::bigint, '${table}', jsonb_build_object(${pairs.join(', ')}), lower(tg_op)
        from touched;
        return null;
      end $$`,
  })
  for (const [operation, rows] of operations) {
    await runStatement(
      db,
      `create trigger log_${operation} after ${operation} on qa.${table} referencing ${rows} table as touched
       for each statement execute function crawl.log_${table}()`,
    )
  }
}
