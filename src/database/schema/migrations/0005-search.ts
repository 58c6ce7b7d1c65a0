/**
 * Search in Japanese, without extensions. Postgres has no word breaker for Japanese, and one would lose words that it
 * breaks otherwise in the text than in the query (45% of カード when measured). So every two characters that stand together are
 * indexed, and a text that has all pairs of a word is checked for the word itself: exact for any word.
 *
 * If more texts contain a word than are scored, all titles come before texts, answers rank equal to questions, and the newest
 * of each kind come first. Row positions (ctid) are cheap to read from an index (5,000 in about 10 ms) and texts are
 * expensive to check (20 µs each), so the positions are sorted before any text is checked. For a common word most of the
 * index would be read in vain, so the newest questions are tested for it first.
 */
import type { Kysely } from 'kysely'
import { comment, createFunction, runStatement } from './commented.ts'
import { createSearchTexts, hiragana, katakana } from './search-texts.ts'

const posted = "coalesce(posted_at, posted_on::timestamp at time zone 'UTC')"
const postedOf = (row: string) => `coalesce(${row}.posted_at, ${row}.posted_on::timestamp at time zone 'UTC')`

/**
 * The condition of the filters on a question, except for site and answers. Parameters that are null disappear during
 * planning. A day on the site's clock differs by at most one from the day in UTC; the additional condition on the time allows
 * the planner to use the index by time.
 */
const isAmong = (question: string) => `
  (in_category is null or ${question}.categories @> array[in_category])
  and (with_status is null or ${question}.status = with_status)
  and (posted_from is null or ${question}.posted_on >= posted_from
    and ${postedOf(question)} >= (posted_from - 1)::timestamp at time zone 'UTC')
  and (posted_to is null or ${question}.posted_on <= posted_to
    and ${postedOf(question)} < (posted_to + 2)::timestamp at time zone 'UTC')`

/**
 * The filter condition on a row t. The look-up of an answer's question is inside an `or`, so it stays a subplan: hashed for a
 * word in many answers, else one look-up a row. Whether a question has answers is tested by a count and never hashed, which
 * took seconds. The count takes 5 µs a question, so fewer candidates are read from the index with this filter.
 */
const among = {
  'qa.question': `gone_at is null and (of_site is null or t.site = of_site) and ${isAmong('t')}
  and (with_answers is null or with_answers = (
    select count(*) > 0 from (
      select from qa.answer of_it
      where of_it.site = t.site and of_it.question_id = t.question_id and of_it.gone_at is null limit 1) one))`,
  'qa.answer': `gone_at is null and (of_site is null or t.site = of_site) and coalesce(with_answers, true)
  and (among_all or exists (
    select from qa.question of_answer
    where of_answer.site = t.site and of_answer.question_id = t.question_id and ${isAmong('of_answer')}))`,
}

/**
 * Positions of the texts that have all pairs of the words. Unordered: with an order, the planner would scan the index by
 * time.
 */
const matches = (table: keyof typeof among, text: string) => `
  select ctid as place, ${posted} as posted from ${table} t
  where qa.ja_bigrams(${text}) @@ wanted and ${among[table]} limit reach`

/** Whether the newest texts are checked first: the word is common, or the limit ended the index scan early. */
const isFull = (match: string) => `(is_common or (select count(*) = reach from ${match}))`

/**
 * Positions in the order in which their texts are checked: if there are too many, the newest texts first, then the others.
 * Postgres evaluates the second part, and so the index, only if the first gives too few hits. It never does if the newest
 * texts are all texts, which the number of rows in `bounded` shows.
 */
const inOrder = (match: string, newest: string, bounded = newest) => `
  select place, posted from ${newest} where ${isFull(match)}
  union all
  select * from (
    select place, posted from ${match}
    where not ${isFull(match)} or (
      (select count(*) = newest_looked_at from ${bounded}) and place not in (select place from ${newest}))
    order by posted desc nulls last offset 0
  ) older`

/** Without filters, the newest answers of the table; with filters, the answers to the newest questions that match. */
const newAnswersAreOf = `(
  select from new_question where is_limited union all select from new_answer where not is_limited) bounding`

const folded = (text: string) => `qa.search_fold(${text}, hiragana, katakana)`

export async function up(db: Kysely<unknown>): Promise<void> {
  await createSearchTexts(db)
  // The pending list takes what a slice adds in one go; a search reads it through, 8 MB in some ms.
  await runStatement(
    db,
    `create index question_search on qa.question using gin (qa.ja_bigrams(title || E'\\n' || body))
     with (gin_pending_list_limit = 8192)`,
  )
  await runStatement(
    db,
    'create index answer_search on qa.answer using gin (qa.ja_bigrams(body)) with (gin_pending_list_limit = 8192)',
  )
  await comment(db, [
    ['index qa.question_search', 'Pairs of characters of title and text: what qa.search reads first.'],
    ['index qa.answer_search', 'Pairs of characters of the text: what qa.search reads first.'],
  ])
  await runStatement(
    db,
    `create index question_title_search on qa.question using gin (qa.ja_bigrams(title))
     with (gin_pending_list_limit = 8192)`,
  )
  await runStatement(db, `create index question_posted on qa.question ((${posted}) desc nulls last)`)
  await runStatement(db, `create index answer_posted on qa.answer ((${posted}) desc nulls last)`)
  await comment(db, [
    ['index qa.question_title_search', 'Pairs of characters of the title: what qa.search takes first.'],
    ['index qa.question_posted', 'By time: where qa.search finds the newest texts that have a common word.'],
    ['index qa.answer_posted', 'By time: where qa.search finds the newest texts that have a common word.'],
  ])
  // The plan is custom at each call, because the best index depends on the words and filters.
  // Without seqscan: the plan must not read all texts for a rare word. JIT compilation costs more than the search.
  // Postgres evaluates a WITH query only as far as its rows are needed. So the index of answers, which takes 30 ms for a word
  // in half of the answers, is not read if the questions show that a word is common and enough of the newest answers contain
  // it.
  // The index of answers can apply a filter only by looking up the question of each answer, 1 to 3 µs each. So with a filter,
  // and for few hits, a word counts as common earlier.
  // work_mem holds a bitmap of 1,000,000 pages: beyond that, all texts of a page are split into pairs again, for 0.2 ms each.
  await createFunction(db, {
    signature: 'qa.search(text, integer, boolean, text, text, text, date, date, boolean)',
    comment:
      'Questions and answers that have all words of the query, exactly, half and full width alike. Words stand between spaces; "a phrase" in double quotes. First what has all words in the title, then the newest. Scores 1,000 hits at most, or as many as told: where there are more, a half is kept for titles, a quarter for texts of questions and a quarter for answers, and what one does not need goes to the others. answer_key is null for the question itself. rank goes by title and time; relevance, from 0 to 3, by how often the words stand in how long a text and whether they stand in its title: see qa.search_relevance. offsets are the places of the words in the excerpt: first character (from 1) and length, in turn. With kana => true, ひらがな and カタカナ are alike. of_site, in_category, with_status, posted_from and posted_to (days) and with_answers limit the search to some questions and their answers, before hits are counted.',
    definition: `create function qa.search(query text, candidates integer default 1000, kana boolean default false,
        of_site text default null, in_category text default null, with_status text default null,
        posted_from date default null, posted_to date default null, with_answers boolean default null)
      returns table (
        site text, question_id text, answer_key text, excerpt text, rank integer, relevance real, offsets integer[])
      language plpgsql stable parallel safe set enable_seqscan = off set jit = off set work_mem = '64MB'
      set max_parallel_workers_per_gather = 0 set plan_cache_mode = force_custom_plan as $$
      #variable_conflict use_column
      declare
        words text[] := qa.search_words(query, coalesce(kana, false));
        wanted tsquery := qa.search_query(words, coalesce(kana, false));
        katakana text := case when kana then array_to_string(words, '') else '' end;
        hiragana text := translate(katakana, '${katakana}', '${hiragana}');
        reach bigint := greatest(case when with_answers is null then 1000 else 500 end, 5 * candidates::bigint);
        newest_looked_at integer := least(700, greatest(150, candidates));
        tried integer;
        is_common boolean;
        among_all boolean := num_nonnulls(in_category, with_status, posted_from, posted_to) = 0;
        is_limited boolean := not among_all or num_nonnulls(of_site, with_answers) > 0;
      begin
        if candidates is null or candidates < 0 then
          raise exception using errcode = 'invalid_parameter_value',
            message = format('qa.search looks at a number of hits from 0 on, not %s.', coalesce(candidates::text, 'null'));
        end if;
        if coalesce(cardinality(words), 0) = 0 then return; end if;
        select count(*), coalesce(avg(qa.has_words(${folded("title || E'\\n' || body")}, words)::integer)
            >= greatest(case when is_limited then 0 else 0.2 end, candidates / 2000.0), true)
        into tried, is_common
        from (
          select title, body from qa.question t where ${among['qa.question']}
          order by ${posted} desc nulls last limit 40
        ) newest;
        if tried = 0 then return; end if;
        if is_common then newest_looked_at := least(2000, greatest(150, 5 * candidates::bigint)); end if;
        return query
        with title_match as materialized (${matches('qa.question', 'title')}
        ), text_match as materialized (${matches('qa.question', "title || E'\\n' || body")}
        ), answer_match as materialized (${matches('qa.answer', 'body')}
        ), new_question as materialized (
          select ctid as place, ${posted} as posted, site, question_id from qa.question t where ${among['qa.question']}
          order by ${posted} desc nulls last limit newest_looked_at
        ), new_answer as materialized (
          (select ctid as place, ${posted} as posted from qa.answer where gone_at is null and not is_limited
           order by ${posted} desc nulls last limit newest_looked_at)
          union all
          (select a.ctid, ${postedOf('a')} from new_question q join qa.answer a using (site, question_id)
           where a.gone_at is null and is_limited order by 2 desc nulls last)
        ), title_hit as (
          select 0 as kind, site, question_id, null::text as answer_key, posted, title, given, null::text as folded
          from (${inOrder('title_match', 'new_question')}) m
          cross join lateral (
            select site, question_id, title || E'\\n' || body as given, ${folded('title')} as title from qa.question
            where ctid = place and gone_at is null offset 0
          ) q
          where qa.has_words(title, words) limit candidates
        ), answer_hit as (
          select 2, site, question_id, answer_key, posted, null::text, given, folded
          from (${inOrder('answer_match', 'new_answer', newAnswersAreOf)}) m
          cross join lateral (
            select a.site, a.question_id, a.answer_key, a.body as given, ${folded('a.body')} as folded
            from qa.answer a join qa.question q using (site, question_id)
            where a.ctid = place and a.gone_at is null and q.gone_at is null offset 0
          ) a
          where qa.has_words(folded, words) limit candidates
        ), text_hit as (
          select 1, site, question_id, null::text, posted, ${folded('title')}, given, folded
          from (${inOrder('text_match', 'new_question')}) m
          cross join lateral (
            select site, question_id, title, title || E'\\n' || body as given,
              ${folded("title || E'\\n' || body")} as folded
            from qa.question where ctid = place and gone_at is null offset 0
          ) q
          where qa.has_words(folded, words) and not qa.has_words(${folded('title')}, words) limit candidates
        ), share as (
          select (select count(*) from (select from answer_hit limit candidates / 4) a) as answers,
            (select count(*) from (select from text_hit limit candidates / 4) t) as texts
        ), title_taken as (
          select * from title_hit limit candidates - (select answers + texts from share)
        ), answer_taken as (
          select * from answer_hit limit candidates - (select count(*) from title_taken) - (select texts from share)
        ), text_taken as (
          select * from text_hit
          limit candidates - (select count(*) from title_taken) - (select count(*) from answer_taken)
        ), hit as (
          select * from title_taken union all select * from answer_taken union all select * from text_taken
        )
        select site, question_id, answer_key,
          shown.excerpt,
          (row_number() over (order by kind = 0 desc, posted desc nulls last, site, question_id, answer_key nulls first))::integer,
          qa.search_relevance(title, folded, words), shown.offsets
        from (
          select kind, site, question_id, answer_key, posted, title, given,
            coalesce(folded, ${folded('given')}) as folded
          from hit offset 0
        ) as taken
        cross join lateral qa.search_excerpt(given, folded, words) as shown
        order by 5;
      end $$`,
  })
}
