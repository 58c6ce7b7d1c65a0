-- Answers use the words of their question. A row is a site (its last day is judged separately) where hardly more than half
-- of the questions share more words, of those that few questions have, with their own answers than with those of another
-- question: answers are stored under the wrong questions. In Japanese, words are pairs of characters that
-- are not both hiragana. Parts of fewer than 100 questions are not judged.
-- severity: error
-- needs: crawl.checked_question
with sampled as materialized (
  -- The 120 questions are in no order: the next one has nothing to do with a question.
  select site, question_id, is_new, title, body, place, least(questions, 120) as questions
  from (
    select site, question_id, is_new, title, body, row_number() over in_part as place,
      count(*) over (partition by site, is_new) as questions
    from crawl.checked_question
    window in_part as (partition by site, is_new order by hashtext(question_id), question_id)
  ) q
  where place <= 120 and questions >= 100
),
texts as materialized (
  select site, is_new, question_id, place, questions, false as is_answer, left(title || ' ' || body, 1500) as text from sampled
  union all
  select s.site, s.is_new, s.question_id, s.place, s.questions, true, left(string_agg(left(a.body, 1000), ' '), 1500)
  from sampled s join qa.answer a using (site, question_id) where a.gone_at is null group by 1, 2, 3, 4, 5
),
-- One row a word, with the questions and the answers that have it: a join would have to guess how many there are.
words as (
  select site, is_new, questions, word collate "C" as word, array_agg(place) filter (where not is_answer) as asked,
    array_agg(array[place::text, question_id]) filter (where is_answer) as answered
  from texts cross join lateral (
    select word from unnest(tsvector_to_array(qa.ja_bigrams(text))) as word where word ~ '^([ァ-ヶ一-龠々][ぁ-んァ-ヶ一-龠々]|[ぁ-ん][ァ-ヶ一-龠々])$'
    union all
    select word from unnest(tsvector_to_array(to_tsvector('simple', text))) as word
    where word ~ '^[[:alpha:]]{3,30}$' and word !~ '[ぁ-んァ-ヶ一-龠々]'
  ) of_text
  group by 1, 2, 3, 4
  having count(*) filter (where not is_answer) between 1 and 1 + 0.05 * questions and bool_or(is_answer)
),
shared as (
  select site, is_new, a.question_id, count(*) filter (where a.place = any (asked)) as own,
    count(*) filter (where a.place % questions + 1 = any (asked)) as others
  from words cross join lateral (
    select answered[i][1]::bigint as place, answered[i][2] as question_id from generate_subscripts(answered, 1) as i
  ) a
  group by 1, 2, 3
)
select site, count(*) as questions, count(*) filter (where own > others) as nearer_to_their_own,
  min(question_id) filter (where own < others) as example
from shared
where own <> others
group by site, is_new
having count(*) >= 40 and count(*) filter (where own > others) < 0.57 * count(*)
