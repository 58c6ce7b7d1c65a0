-- How many answers were there on 2 November, and how many were there on 4 November?
select
  (select count(*) from qa.answer_as_of('2026-11-02T00:00:00Z')) as on_2_november,
  (select count(*) from qa.answer_as_of('2026-11-04T00:00:00Z')) as on_4_november;

-- Over the sample database:
-- {"on_2_november":148,"on_4_november":144}
