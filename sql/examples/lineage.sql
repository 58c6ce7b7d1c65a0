-- Where do best answers come from? File and offset lead to the response: mondo archive cat.
select row_kind, answer_key, captured_at, warc_file, warc_offset, payload_digest, parser_version
from qa.lineage join qa.best_answer using (site, question_id, answer_key)
where row_kind = 'answer'
order by question_id
limit 2;

-- Over the sample database:
-- {"row_kind":"answer","answer_key":"1","captured_at":"2026-11-01T00:00:00.000Z","warc_file":"mondo-20261101.warc.gz","warc_offset":0,"payload_digest":"sha256:000000000000","parser_version":"2026-11-01a"}
-- {"row_kind":"answer","answer_key":"5","captured_at":"2026-11-01T00:00:06.000Z","warc_file":"mondo-20261101.warc.gz","warc_offset":30000,"payload_digest":"sha256:000000000003","parser_version":"2026-11-01a"}
