/** Triggers that refuse rows, like those that an analyst might add. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/database/schema/schema.ts'

export const refusal = 'this title is not wanted'

/** From now on the database refuses the question, and whatever changes it. */
export async function refuseQuestion(db: Kysely<Database>, questionId: string): Promise<void> {
  await sql`
    create function refuse_question() returns trigger language plpgsql as $$
    begin raise exception ${sql.lit(refusal)} using errcode = '22000'; end $$
  `.execute(db)
  await sql`
    create trigger refuse before insert or update on qa.question for each row
    when (new.question_id = ${sql.lit(questionId)}) execute function refuse_question()
  `.execute(db)
}

/** Makes the database refuse every question from now on. */
export async function refuseEveryQuestion(db: Kysely<Database>): Promise<void> {
  await sql`
    create function refuse_question() returns trigger language plpgsql as $$
    begin raise exception ${sql.lit(refusal)} using errcode = '22000'; end $$
  `.execute(db)
  await sql`
    create trigger refuse before insert or update on qa.question for each row execute function refuse_question()
  `.execute(db)
}

export async function acceptAll(db: Kysely<Database>): Promise<void> {
  await sql`drop function refuse_question() cascade`.execute(db)
}
