-- Which sites are here, in which time zone, and how is a question linked?
select site, time_zone, hosts, question_url
from qa.site
where has_questions;

-- Over the sample database:
-- {"site":"sample","time_zone":"Asia/Tokyo","hosts":["sample.example"],"question_url":"https://sample.example/qa/q{id}.html"}
