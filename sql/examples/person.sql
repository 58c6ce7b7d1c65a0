-- Who helps most? What they gave here, and the rate that the site tells of them.
-- :rows = 3
select name, identity, answers, best_answers, percent_best, told_percent
from qa.person
order by best_answers desc, answers desc, name
limit :rows;

-- Over the sample database:
-- {"name":"sora44","identity":"url","answers":2,"best_answers":2,"percent_best":100,"told_percent":31}
-- {"name":"tanpopoiro","identity":"url","answers":2,"best_answers":1,"percent_best":50,"told_percent":40}
-- {"name":"tanpopoの森","identity":"name","answers":2,"best_answers":1,"percent_best":50,"told_percent":59}
