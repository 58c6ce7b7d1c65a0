-- Answers use the words of their question. A row is a site (its last day is judged separately) where hardly more than half
-- of the questions share more words, of those that few questions have, with their own answers than with those of another
-- question: answers are stored under the wrong questions. In Japanese, words are pairs of characters that
-- are not both hiragana. A site whose titles do not go with their own texts either has texts in which words say nothing, and is
-- not judged; nor are parts of fewer than 100 questions.
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
  select site, is_new, question_id, place, questions, 'title' as what, title as text from sampled
  union all
  -- Some sites have the title in the text once more, or make it of the first words, which is no sign that words say something.
  select site, is_new, question_id, place, questions, 'body', left(replace(body, rtrim(title, ' .…'), ' '), 1500) from sampled
  union all
  select s.site, s.is_new, s.question_id, s.place, s.questions, 'answers', left(string_agg(left(a.body, 1000), ' '), 1500)
  from sampled s join qa.answer a using (site, question_id) where a.gone_at is null group by 1, 2, 3, 4, 5
),
-- One row a word, with the places of the texts that have it: a join would have to guess how many there are.
words as (
  select site, is_new, questions, word collate "C" as word, array_agg(place) filter (where what <> 'answers') as asked,
    array_agg(place) filter (where what = 'body') as bodies,
    array_agg(array[what, place::text, question_id]) filter (where what <> 'body') as compared
  from texts cross join lateral (
    select word from unnest(tsvector_to_array(qa.ja_bigrams(text))) as word where word ~ '^([ァ-ヶ一-龠々][ぁ-んァ-ヶ一-龠々]|[ぁ-ん][ァ-ヶ一-龠々])$'
    union all
    select word from unnest(tsvector_to_array(to_tsvector('simple', text))) as word
    where word ~ '^[[:alpha:]]{3,30}$' and word !~ '[ぁ-んァ-ヶ一-龠々]'
  ) of_text
  group by 1, 2, 3, 4
  having count(distinct place) filter (where what <> 'answers') between 1 and 1 + 0.05 * questions
    and bool_or(what <> 'body')
),
shared as (
  select site, is_new, c.what, c.question_id,
    count(*) filter (where c.place = any (with_it)) as own, count(*) filter (where c.place % questions + 1 = any (with_it)) as others
  from words cross join lateral (
    select compared[i][1] as what, compared[i][2]::bigint as place, compared[i][3] as question_id,
      case compared[i][1] when 'title' then bodies else asked end as with_it
    from generate_subscripts(compared, 1) as i
  ) c
  group by 1, 2, 3, 4
),
judged as (
  select site, is_new, what, count(*) as questions, count(*) filter (where own > others) as nearer_to_their_own,
    min(question_id) filter (where own < others) as example
  from shared where own <> others group by 1, 2, 3
)
select a.site, a.questions, a.nearer_to_their_own, a.example
from judged a join judged t using (site, is_new)
where a.what = 'answers' and t.what = 'title'
  and t.questions >= 20 and t.nearer_to_their_own > 0.8 * t.questions
  and a.questions >= 40 and a.nearer_to_their_own < 0.57 * a.questions
