-- What was written and removed, by table?
select table_name, operation, count(*) as rows
from qa.change_log
group by table_name, operation
order by table_name, operation;

-- Over the sample database:
-- {"table_name":"answer","operation":"insert","rows":148}
-- {"table_name":"answer","operation":"update","rows":2}
-- {"table_name":"answer_version","operation":"insert","rows":1}
-- {"table_name":"question","operation":"insert","rows":40}
-- {"table_name":"question","operation":"update","rows":3}
-- {"table_name":"question_version","operation":"insert","rows":1}
-- {"table_name":"related_question","operation":"insert","rows":248}
-- {"table_name":"related_question","operation":"update","rows":8}
-- {"table_name":"related_question_version","operation":"insert","rows":7}
-- {"table_name":"reply","operation":"insert","rows":122}
-- {"table_name":"reply","operation":"update","rows":1}
-- {"table_name":"reply_version","operation":"insert","rows":1}
