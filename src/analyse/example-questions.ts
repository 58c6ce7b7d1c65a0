/** Three questions an analyst would ask of any Q&A site, as SQL over `qa`: shown by the demo, and a starting point. */
export interface ExampleQuestion {
  readonly question: string
  readonly sql: string
}

export const exampleQuestions: readonly ExampleQuestion[] = [
  {
    question: 'Where do askers find an answer? Questions, answers and best answers by category',
    sql: `select categories[1] as category, count(*) as questions,
  round(avg(answer_count), 1)::float8 as answers_each,
  round(100.0 * count(*) filter (where status = 'solved') / count(*))::int as percent_solved
from qa.question
where gone_at is null
group by 1 order by questions desc, category limit 5`,
  },
  {
    question: 'Who helps most? Answers and best answers by author',
    sql: `select author_name, count(*) as answers, count(*) filter (where is_best) as best_answers,
  max(best_answer_percent) as percent_on_page
from qa.answer
where gone_at is null and author_name is not null
group by 1 order by best_answers desc, answers desc, author_name limit 5`,
  },
  {
    question: 'Which open questions have waited longest for a first answer?',
    sql: `select question_id, posted_on, left(title, 30) as title
from qa.question q
where status = 'open' and gone_at is null
  and not exists (select from qa.answer a where (a.site, a.question_id) = (q.site, q.question_id) and a.gone_at is null)
order by posted_on nulls last, question_id limit 5`,
  },
]
