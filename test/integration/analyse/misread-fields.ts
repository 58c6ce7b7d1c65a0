/** More corruptions by hand: fields that were read from another place of the page, with a label, in part or in another encoding. */
import type { Corruption } from './corruptions.ts'

export const fromOtherPlaces: readonly Corruption[] = [
  {
    check: 'authors-missing',
    what: 'no reply with an author',
    by: 'update qa.reply set author_name = null, author_url = null',
  },
  {
    check: 'cut-text',
    what: 'replies cut at 12 characters',
    by: 'update qa.reply set body = left(body, 12)',
  },
  {
    check: 'cut-text',
    what: 'replies without their ends',
    by: 'update qa.reply set body = left(body, greatest(5, length(body) - 9))',
  },
  {
    check: 'cut-text',
    what: 'titles cut at 12 characters',
    by: 'update qa.question set title = left(title, 12)',
  },
  {
    check: 'one-profile',
    what: 'the login page for every profile',
    by: `update qa.answer set author_url = 'https://sample.example/login' where author_url is not null`,
  },
  { check: 'nothing-told', what: 'no category', by: "update qa.question set categories = '{}'" },
  {
    check: 'doubled-text',
    what: 'titles before texts',
    by: "update qa.question set body = title || E'\\n' || body",
  },
  {
    check: 'same-label',
    what: 'a label before every answer',
    by: "update qa.answer set body = E'回答者の回答内容\\n' || body",
  },
  {
    check: 'same-label',
    what: 'a label before every reply',
    by: "update qa.reply set body = E'質問者からのお礼\\n' || body",
  },
  {
    check: 'same-label',
    what: 'the site behind titles',
    by: "update qa.question set title = title || ' - OKWAVE'",
  },
  {
    check: 'odd-names',
    what: 'a polite suffix behind names',
    by: "update qa.answer set author_name = author_name || 'さん'",
  },
  {
    check: 'odd-names',
    what: 'the number of answers behind names',
    by: "update qa.answer set author_name = author_name || '(' || 17 * answer_number || ')'",
  },
  { check: 'odd-names', what: 'dates for names', by: 'update qa.answer set author_name = posted_at::text' },
  { check: 'odd-names', what: 'texts for names', by: 'update qa.answer set author_name = left(body, 100)' },
  {
    check: 'odd-names',
    what: 'undefined for a third of the names',
    by: "update qa.answer set author_name = 'undefined' where answer_number % 3 = 0",
  },
  {
    check: 'odd-names',
    what: 'names read in another encoding',
    by: "update qa.answer set author_name = convert_from(convert_to(author_name, 'UTF8'), 'LATIN1')",
  },
  {
    check: 'mojibake',
    what: 'replies read in another encoding',
    by: "update qa.reply set body = convert_from(convert_to(body, 'UTF8'), 'LATIN1')",
  },
  {
    check: 'mojibake',
    what: 'categories read in another encoding',
    by: `update qa.question set categories = array[convert_from(convert_to(categories[1], 'UTF8'), 'LATIN1')]`,
  },
  {
    check: 'replacement-characters',
    what: 'question marks for kanji',
    by: "update qa.answer set body = regexp_replace(body, '[\\u4e00-\\u9fff]', '?', 'g')",
  },
  {
    check: 'replacement-characters',
    what: 'zero-width spaces',
    by: "update qa.answer set body = regexp_replace(body, '(...)', E'\\\\1\\u200b', 'g')",
  },
  {
    check: 'replacement-characters',
    what: 'soft hyphens',
    by: "update qa.question set body = regexp_replace(body, '(...)', E'\\\\1\\u00ad', 'g')",
  },
  {
    check: 'replacement-characters',
    what: 'undefined for titles',
    by: "update qa.question set title = 'undefined' where question_id::bigint % 8 < 2",
  },
  {
    check: 'markup-in-text',
    what: 'escaped line breaks',
    by: "update qa.answer set body = replace(body, E'\\n', '\\n')",
  },
  {
    check: 'mixed-columns',
    what: 'answers counted as thanks',
    by: 'update qa.question set thanks_count = answer_count',
  },
  {
    check: 'mixed-columns',
    what: 'numbers of answers as thanks',
    by: 'update qa.answer set thanks_count = answer_number',
  },
  {
    check: 'mixed-columns',
    what: 'years as thanks',
    by: 'update qa.question set thanks_count = extract(year from posted_on)::integer',
  },
  {
    check: 'mixed-columns',
    what: 'ids as thanks',
    by: 'update qa.question set thanks_count = question_id::integer',
  },
  {
    check: 'mixed-columns',
    what: 'thanks by the million',
    by: 'update qa.question set thanks_count = 1000000 + 4711 * thanks_count',
  },
  { check: 'mixed-columns', what: 'every answer in one place', by: 'update qa.answer set position = 1' },
  {
    check: 'mixed-columns',
    what: 'titles among categories',
    by: 'update qa.question set categories = categories || title',
  },
  { check: 'mixed-columns', what: 'empty categories', by: "update qa.question set categories = array['']" },
  {
    check: 'mixed-columns',
    what: 'a path for a category',
    by: "update qa.question set categories = array['ホーム > ' || categories[1]]",
  },
  {
    check: 'times-shifted',
    what: 'answers a year later',
    by: "update qa.answer set posted_at = posted_at + interval '365 days', posted_on = posted_on + 365",
  },
  {
    check: 'times-shifted',
    what: 'times nine hours off their days',
    by: `with a as (update qa.answer set posted_at = posted_at - interval '9 hours')
      update qa.question set posted_at = posted_at - interval '9 hours'`,
  },
  {
    check: 'same-text',
    what: 'every reply twice',
    by: `insert into qa.reply (site, question_id, answer_key, kind, ordinal, author_name, body, first_seen_at, changed_at)
      select site, question_id, answer_key, kind, ordinal + 10, author_name, body, first_seen_at, changed_at from qa.reply`,
  },
  {
    check: 'same-text',
    what: 'one list of related questions',
    by: `update qa.related_question r set related_question_id = b.related_question_id, url = b.url, title = b.title
      from qa.related_question b where b.rank = r.rank and b.question_id = (
        select question_id from qa.related_question group by 1 order by count(*) desc, 1 limit 1)`,
  },
  {
    check: 'same-text',
    what: 'a button for every related title',
    by: "update qa.related_question set title = '続きを読む'",
  },
  {
    check: 'url-of-another',
    what: 'URLs of the next question',
    by: `update qa.question q set url = replace(o.url, '/qa/', '/x/')
      from (select question_id, lead(url) over (order by question_id) as url from qa.question) o
      where o.question_id = q.question_id and o.url is not null`,
  },
  {
    check: 'url-of-another',
    what: 'ids of related questions one off',
    by: 'update qa.related_question set related_question_id = (related_question_id::integer + 1)::text',
  },
]
