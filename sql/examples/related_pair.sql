-- Which questions do the most others lead to?
select related_question_id, related_title, count(*) as led_from, bool_or(is_mutual) as leads_back
from qa.related_pair
group by 1, 2
order by led_from desc, related_question_id
limit 3;

-- Over the sample database:
-- {"related_question_id":"2000278","related_title":"外付けハードディスクが急に認識されなくなりました","led_from":14,"leads_back":true}
-- {"related_question_id":"2000010","related_title":"表計算ソフトとプリンターを同時に使うと動作が重いです","led_from":11,"leads_back":false}
-- {"related_question_id":"2000230","related_title":"職務経歴書と家事の両立","led_from":11,"leads_back":true}
