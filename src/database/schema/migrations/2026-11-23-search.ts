/**
 * Search in Japanese, without extensions. Postgres has no word breaker for Japanese, and one would lose words that it
 * breaks otherwise in the text than in the query (45% of カード when measured). So every two characters that stand
 * together are indexed, and what has all of a word's pairs is checked for the word itself: exact for any word.
 */
import type { Kysely } from 'kysely'
import { createFunction } from './commented-function.ts'
import { comment, runStatement } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The C collation folds the same letters on every server, as an index needs; NFKC has made full-width ones ASCII.
  await createFunction(db, {
    signature: 'qa.ja_fold(text)',
    comment:
      'Text as search compares it: half and full width alike (NFKC), A to Z as a to z, line ends and tabs as spaces.',
    definition: `create function qa.ja_fold(given text) returns text
      language sql immutable strict parallel safe
      return lower(normalize(translate(given, E'\\n\\r\\t', '   '), NFKC) collate "C")`,
  })
  // A tsvector holds 1 MB of lexemes: 100,000 pairs of four-byte characters. Longer texts are marked with U+0001, which
  // every search asks for too; only the check then decides. In PL/pgSQL, for half the time of plain SQL.
  await createFunction(db, {
    signature: 'qa.ja_bigrams(text)',
    comment:
      'Every two characters that stand together in the folded text, and its last one: what the search indexes hold.',
    definition: `create function qa.ja_bigrams(given text) returns tsvector
      language plpgsql immutable strict parallel safe cost 2000 as $$
      declare
        folded text := qa.ja_fold(given);
        characters text[];
      begin
        if length(folded) > 100000 then return array_to_tsvector(array[E'\\x01']); end if;
        characters := string_to_array(folded, null);
        return array_to_tsvector(
          array(select a || coalesce(b, '') from unnest(characters, characters[2:]) as pair (a, b)));
      end $$`,
  })
  await createFunction(db, {
    signature: 'qa.search_words(text)',
    comment: 'Words of a query, folded: parts between spaces, and phrases in double quotes.',
    definition: `create function qa.search_words(query text) returns text[]
      language sql immutable strict parallel safe
      return (
        select coalesce(array_agg(distinct word), '{}')
        from (select coalesce(match[1], match[2]) as word
          from regexp_matches(qa.ja_fold(query), '"([^"]*)"|([^ "]+)', 'g') as match) as words
        where trim(word) <> ''
      )`,
  })
  await createFunction(db, {
    signature: 'qa.search_query(text[])',
    comment: 'What the search indexes are asked for, given words as qa.search_words makes them.',
    definition: `create function qa.search_query(words text[]) returns tsquery
      language sql immutable strict parallel safe
      return (
        select ('(' || string_agg(distinct quoted, ' & ') || E') | \\x01')::tsquery
        from (
          select quote_lexeme.quoted || case when length(word) = 1 then ':*' else '' end as quoted
          from unnest(words) as word,
            generate_series(1, greatest(1, length(word) - 1)) as start,
            lateral (select '''' || replace(replace(substr(word, start, 2), E'\\\\', E'\\\\\\\\'), '''', '''''') || '''')
              as quote_lexeme (quoted)
        ) as pairs
      )`,
  })
  await createFunction(db, {
    signature: 'qa.has_words(text, text[])',
    comment: 'Whether a folded text has all of these folded words.',
    definition: `create function qa.has_words(folded text, words text[]) returns boolean
      language plpgsql immutable strict parallel safe as $$
      declare
        word text;
      begin
        foreach word in array words loop
          if strpos(folded, word) = 0 then return false; end if;
        end loop;
        return true;
      end $$`,
  })
  await createFunction(db, {
    signature: 'qa.search_excerpt(text, text, text[])',
    comment:
      'About 120 characters of a text, given as it is and folded, around the first of these folded words in it: in the characters of the page, unless folding changes their number.',
    definition: `create function qa.search_excerpt(given text, folded text, words text[]) returns text
      language plpgsql immutable strict parallel safe as $$
      declare
        word text;
        place integer;
        start integer := 2147483647;
        source text;
      begin
        foreach word in array words loop
          place := strpos(folded, word);
          if place > 0 then start := least(start, place); end if;
        end loop;
        start := case when start = 2147483647 then 1 else greatest(1, start - 30) end;
        source := case when length(folded) = length(given) then given else folded end;
        return case when start > 1 then '…' else '' end || translate(substr(source, start, 120), E'\\n\\r\\t', '   ')
          || case when length(source) >= start + 120 then '…' else '' end;
      end $$`,
  })
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
  // Without seqscan: a plan for any word must not read all texts for a rare one. JIT costs more than the search.
  await createFunction(db, {
    signature: 'qa.search(text, integer)',
    comment:
      'Questions and answers that have all words of the query, exactly, half and full width alike. Words stand between spaces; "a phrase" in double quotes. First what has all words in the title, then the newest. StatusReader at the first 1,000 hits, or as many as told. answer_key is null for the question itself.',
    definition: `create function qa.search(query text, candidates integer default 1000)
      returns table (site text, question_id text, answer_key text, excerpt text, rank integer)
      language plpgsql stable parallel safe set enable_seqscan = off set jit = off as $$
      #variable_conflict use_column
      declare
        words text[] := qa.search_words(query);
        wanted tsquery := qa.search_query(words);
      begin
        if cardinality(words) = 0 then return; end if;
        return query
        with question_hit as (
          select q.site, q.question_id, null::text as answer_key, q.given, q.folded,
            qa.has_words(qa.ja_fold(q.title), words) as in_title,
            coalesce(q.posted_at, q.posted_on::timestamp at time zone 'UTC') as posted
          from (
            -- Offset 0: folded once, and only as far as the limit wants.
            select *, title || E'\\n' || body as given, qa.ja_fold(title || E'\\n' || body) as folded
            from qa.question
            where qa.ja_bigrams(title || E'\\n' || body) @@ wanted and gone_at is null
            offset 0
          ) q
          where qa.has_words(q.folded, words)
          limit candidates
        ), answer_hit as (
          select a.site, a.question_id, a.answer_key, a.body, a.folded, false,
            coalesce(a.posted_at, a.posted_on::timestamp at time zone 'UTC')
          from (
            select *, qa.ja_fold(body) as folded from qa.answer
            where qa.ja_bigrams(body) @@ wanted and gone_at is null
            offset 0
          ) a
          join qa.question q using (site, question_id)
          where q.gone_at is null and qa.has_words(a.folded, words)
          limit candidates
        ), hit as (
          select * from question_hit union all select * from answer_hit limit candidates
        )
        select site, question_id, answer_key, qa.search_excerpt(given, folded, words),
          (row_number() over (order by in_title desc, posted desc nulls last, site, question_id, answer_key nulls first))::integer
        from hit
        order by 5;
      end $$`,
  })
}
