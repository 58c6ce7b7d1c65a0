/**
 * Views of the texts that the content checks read. The checks judge shares, so a sample is enough: at most about 10,000
 * questions of a site's last day and 10,000 older ones. Each text is one row, whatever table it comes from.
 */
import type { Kysely } from 'kysely'
import { createView } from './commented.ts'

export async function createCheckedTextViews(db: Kysely<unknown>): Promise<void> {
  const key = {
    site: 'Whose question it is.',
    question_id: "The site's own id of the question.",
    layout: 'Layout in which the parser read its page.',
    is_new:
      "Whether the site changed it within a day of the site's last change: checks hold such questions against the others.",
  }
  await createView(db, {
    name: 'crawl.checked_question',
    comment:
      "Questions that checks of content look at: those that are not gone. Of a site's last day, and of the time before it, no more than about 10,000 each: where there are more, a sample of them, always the same.",
    columns: { ...key, title: 'Title.', body: 'Text.' },
    query: `
      with last as (select site, max(changed_at) - interval '1 day' as day from qa.question group by site),
      parts as (
        select q.site, q.changed_at > l.day as is_new, ceil(count(*) / 10000.0)::integer as every
        from qa.question q join last l using (site) where q.gone_at is null group by 1, 2
      )
      select q.site, q.question_id, q.layout, p.is_new, q.title, q.body
      from qa.question q
      join last l using (site)
      join parts p on p.site = q.site and p.is_new = (q.changed_at > l.day)
      where q.gone_at is null and (p.every = 1 or abs(hashtext(q.question_id)::bigint) % p.every = 0)`,
  })
  await createView(db, {
    name: 'crawl.checked_text',
    comment:
      'Titles and texts of crawl.checked_question, of their answers and of their replies, one row each.',
    columns: {
      ...key,
      what: 'title, question, answer, or the kind of the reply: supplement, thanks, comment.',
      body: 'The text.',
    },
    query: `
      select site, question_id, layout, is_new, 'title', title from crawl.checked_question
      union all
      select site, question_id, layout, is_new, 'question', body from crawl.checked_question
      union all
      select q.site, q.question_id, q.layout, q.is_new, 'answer', a.body
      from crawl.checked_question q join qa.answer a using (site, question_id) where a.gone_at is null
      union all
      select q.site, q.question_id, q.layout, q.is_new, r.kind, r.body
      from crawl.checked_question q join qa.reply r using (site, question_id) where r.gone_at is null`,
  })
}
