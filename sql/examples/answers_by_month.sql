-- How many questions, and how soon the first answer, by category in the months with the most questions?
select category, to_char(month, 'YYYY-MM') as month, questions, answered, answers_each,
  round(median_first_delay_hours::numeric, 1)::float8 as median_hours, first_delays_in_hours as of_questions,
  median_first_delay_days as median_days
from qa.answers_by_month
order by questions desc, category, month
limit 3;

-- Over the sample database:
-- {"category":"パソコン・周辺機器","month":"2009-08","questions":1,"answered":1,"answers_each":2,"median_hours":20.5,"of_questions":1,"median_days":1}
-- {"category":"パソコン・周辺機器","month":"2010-10","questions":1,"answered":1,"answers_each":7,"median_hours":9.5,"of_questions":1,"median_days":1}
-- {"category":"パソコン・周辺機器","month":"2012-03","questions":1,"answered":0,"answers_each":0,"median_hours":null,"of_questions":0,"median_days":null}
