"""The crawl by Scrapy: `python3 scrapy_spider.py SEED OUT.jsonl`. One line of fields for each question.

Fast as Scrapy allows: sixteen requests at once for the one host (https://docs.scrapy.org/en/latest/topics/settings.html), and what
https://docs.scrapy.org/en/latest/topics/broad-crawls.html turns off: cookies, retries, logs; no console. Fields are read by
compiled selectors from the lxml tree below Scrapy's selector. It obeys robots.txt, as mondo does.
"""

import re
import sys

import scrapy
from scrapy.crawler import CrawlerProcess

from lxml_parse import sample

SEED, OUT = sys.argv[1:]
QUESTION = re.compile(r"/qa/q(\d+)\.html$")
FOLLOWED = re.compile(r"^https?://[^/]+/(?:list/|qa/q\d+\.html$)")


class Questions(scrapy.Spider):
    name = "questions"
    start_urls = [SEED]
    fields = staticmethod(sample())

    def parse(self, response):
        found = QUESTION.search(response.url)
        if found:
            yield {"id": found.group(1), **self.fields(response.selector.root)}
        elif "/list/" in response.url:
            for href in response.xpath("//a/@href").getall():
                url = response.urljoin(href)
                if FOLLOWED.search(url):
                    yield scrapy.Request(url)


process = CrawlerProcess(
    {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",
        "FEEDS": {OUT: {"format": "jsonlines", "encoding": "utf8"}},
    }
)
process.crawl(Questions)
process.start()
