/**
 * What search makes of texts and of queries: folded text, the pairs of characters that the indexes hold, the words of a
 * query, what the indexes are asked for, and what is shown of a hit.
 */
import type { Kysely } from 'kysely'
import { createFunction } from './commented.ts'

/** ぁ to ゖ, ゝ and ゞ: what has a counterpart in the other kana, 96 code points on. */
export const hiragana = `${Array.from({ length: 0x56 }, (_, i) => String.fromCodePoint(0x3041 + i)).join('')}ゝゞ`
export const katakana = Array.from(hiragana, (kana) =>
  String.fromCodePoint((kana.codePointAt(0) ?? 0) + 0x60),
).join('')

/** Both kana of a character of a folded word, or twice the same. */
const forms = (character: string) =>
  `unnest(array[${character}, case when kana then translate(${character}, '${katakana}', '${hiragana}') else ${character} end])`

export async function createSearchTexts(db: Kysely<unknown>): Promise<void> {
  // Encodings split four characters in two, of which NFKC joins none: Shift_JIS 〜 − ‖ are decoded as U+301C, U+2212 and U+2016
  // or as U+FF5E, U+FF0D and U+2225 (¢ £ ¬ too, which NFKC joins), and 髙 is a variant of 高 that JIS X 0208 lacks.
  // The C collation folds the same letters on every server, as an index needs; NFKC has made full-width ones ASCII.
  // replace finds a single character faster than translate compares each character with all others: a third less time in
  // total.
  await createFunction(db, {
    signature: 'qa.ja_fold(text)',
    comment:
      'Text as search compares it: half and full width alike (NFKC), 〜 as ~, − as -, ‖ as ∥, 髙 as 高, A to Z as a to z, line ends and tabs as spaces.',
    definition: `create function qa.ja_fold(given text) returns text
      language sql immutable strict parallel safe
      return lower(replace(replace(replace(replace(
        normalize(replace(replace(replace(given, E'\\n', ' '), E'\\r', ' '), E'\\t', ' '), NFKC),
        '〜', '~'), '−', '-'), '‖', '∥'), '髙', '高') collate "C")`,
  })
  // Not strict, so that it is inlined.
  await createFunction(db, {
    signature: 'qa.ja_fold(text, boolean)',
    comment: 'Text folded by qa.ja_fold and, if kana is true, with ひらがな as カタカナ.',
    definition: `create function qa.ja_fold(given text, kana boolean) returns text
      language sql immutable parallel safe
      return case when kana then translate(qa.ja_fold(given), '${hiragana}', '${katakana}') else qa.ja_fold(given) end`,
  })
  // Of the kana only those of the words: translate compares each character of the text with each of them.
  await createFunction(db, {
    signature: 'qa.search_fold(text, text, text)',
    comment:
      'Text folded by qa.ja_fold, with these hiragana as these katakana: what qa.search compares with its words.',
    definition: `create function qa.search_fold(given text, hiragana text, katakana text) returns text
      language sql immutable parallel safe
      return case when hiragana = '' then qa.ja_fold(given) else translate(qa.ja_fold(given), hiragana, katakana) end`,
  })
  // A tsvector holds 1 MB of lexemes: 100,000 pairs of four-byte characters. Longer texts are marked with U+0001, which
  // every search asks for too; only the check then decides. In PL/pgSQL, for half the time of plain SQL. Both lists are unfolded in
  // the select list: in FROM they would be kept as rows first (0.087 ms a text of 157 characters, here 0.073).
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
        if folded = '' then return ''; end if;
        characters := string_to_array(folded, null);
        return array_to_tsvector(array(select unnest(characters) || unnest(characters[2:] || ''::text)));
      end $$`,
  })
  await createFunction(db, {
    signature: 'qa.search_words(text, boolean)',
    comment:
      'Words of a query, folded: parts between spaces, and phrases in double quotes. With kana, in カタカナ.',
    definition: `create function qa.search_words(query text, kana boolean default false) returns text[]
      language sql immutable strict parallel safe
      return (
        select coalesce(array_agg(distinct word), '{}')
        from (select coalesce(match[1], match[2]) as word
          from regexp_matches(qa.ja_fold(query, kana), '"([^"]*)"|([^ "]+)', 'g') as match) as words
        where trim(word) <> ''
      )`,
  })
  await createFunction(db, {
    signature: 'qa.search_query(text[], boolean)',
    comment:
      'What the search indexes are asked for, given words as qa.search_words makes them: all pairs of each word. With kana each pair in both kana, up to four forms.',
    definition: `create function qa.search_query(words text[], kana boolean default false) returns tsquery
      language sql immutable strict parallel safe
      return (
        select ('(' || string_agg(distinct pair, ' & ') || E') | \\x01')::tsquery
        from (
          select (
            select '(' || string_agg(distinct quoted, ' | ') || ')'
            from ${forms('substr(word, start, 1)')} as a, ${forms('substr(word, start + 1, 1)')} as b,
              lateral (select '''' || replace(replace(a || b, E'\\\\', E'\\\\\\\\'), '''', '''''') || ''''
                || case when length(word) = 1 then ':*' else '' end) as quoted_form (quoted)) as pair
          from unnest(words) as word, generate_series(1, greatest(1, length(word) - 1)) as start
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
      'About 120 characters of a text, given as it is and folded, around the first of these folded words in it: in the characters of the page, unless folding changes their number up to there. With the places of the words in it: first character (from 1) and length, in turn; places that touch are one.',
    definition: `create function qa.search_excerpt(
      given text, folded text, words text[], out excerpt text, out offsets integer[])
      language plpgsql immutable strict parallel safe as $$
      declare
        word text;
        place integer;
        start integer := 2147483647;
        part text;
        is_aligned boolean;
        shift integer;
        first integer;
        size integer;
        past integer := 0;
      begin
        foreach word in array words loop
          place := strpos(folded, word);
          if place > 0 then start := least(start, place); end if;
        end loop;
        start := case when start = 2147483647 then 1 else greatest(1, start - 30) end;
        part := substr(folded, start, 120);
        is_aligned := length(folded) = length(given)
          or length(qa.ja_fold(left(given, start + 119))) = length(left(given, start + 119));
        excerpt := case when start > 1 then '…' else '' end
          || translate(case when is_aligned then substr(given, start, 120) else part end, E'\\n\\r\\t', '   ')
          || case when length(folded) >= start + 120 then '…' else '' end;
        offsets := '{}';
        shift := case when start > 1 then 1 else 0 end;
        loop
          first := 121;
          foreach word in array words loop
            place := strpos(part, word);
            if place > 0 and place <= first then
              size := case when place = first then greatest(size, length(word)) else length(word) end;
              first := place;
            end if;
          end loop;
          exit when first > 120;
          if shift + first <= past then
            past := greatest(past, shift + first + size);
            offsets[cardinality(offsets)] := past - offsets[cardinality(offsets) - 1];
          else
            offsets := offsets || array[shift + first, size];
            past := shift + first + size;
          end if;
          -- Of one word places do not overlap.
          place := case when cardinality(words) = 1 then first + size else first + 1 end;
          part := substr(part, place);
          shift := shift + place - 1;
        end loop;
      end $$`,
  })
  await createFunction(db, {
    signature: 'qa.search_relevance(text, text, text[])',
    comment:
      'How much a text is about these words, from 0 to 3; text and title are folded, and an answer has no title. The mean over the words of: 2 if the title has it, plus n / (n + 1 + length / 500) for n places in the text.',
    definition: `create function qa.search_relevance(title text, folded text, words text[]) returns real
      language plpgsql immutable parallel safe as $$
      declare
        word text;
        places float8;
        total float8 := 0;
        longer float8 := 1 + length(folded) / 500.0;
      begin
        foreach word in array words loop
          places := (length(folded) - length(replace(folded, word, ''))) / length(word);
          total := total + case when strpos(title, word) > 0 then 2 else 0 end + places / (places + longer);
        end loop;
        return round((total / cardinality(words))::numeric, 3);
      end $$`,
  })
}
