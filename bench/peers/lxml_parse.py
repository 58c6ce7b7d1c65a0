"""The fields of a record by lxml and cssselect: `python3 lxml_parse.py SET PAGES.jsonl`. Answers `digests` with those of the
fields of every page, and `round` with milliseconds of CPU a page, as bench/sides/parse-side.ts does.

Fast as lxml allows: selectors are compiled to XPath once (https://lxml.de/cssselect.html#the-cssselector-class), the parser is
told the encoding and made once (https://lxml.de/parsing.html#parser-options), and lxml.etree is used without the methods
of lxml.html (https://lxml.de/performance.html).
"""

import base64
import hashlib
import json
import re
import sys
import time

from lxml import etree
from lxml.cssselect import CSSSelector

PARSERS = {
    name: etree.HTMLParser(encoding=name, huge_tree=True, remove_comments=True)
    for name in ("utf-8", "euc-jp", "cp932")
}
LABELS = {"utf-8": "utf-8", "euc-jp": "euc-jp", "shift_jis": "cp932"}
CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)


def tree_of(page):
    label = CHARSET.search(page["contentType"].encode()) or CHARSET.search(page["bytes"][:1024])
    return etree.fromstring(page["bytes"], PARSERS[LABELS[label.group(1).decode().lower()]])


def select(selector):
    return CSSSelector(selector, translator="html")


def squeezed(text):
    return "".join(text.split())


def text(elements):
    return squeezed("".join(part for element in elements for part in element.itertext()))


def texts(elements):
    return [text([element]) for element in elements]


def leaves(elements):
    return [element for element in elements if len(element) == 0]


def hashed(selector):
    """The selector for pages whose class names are hashed, as bench/hashed-class.ts does."""
    return re.sub(
        r"\.([a-z][\w-]*)", lambda found: ".h" + hashlib.sha1(found.group(1).encode()).hexdigest()[:7], selector
    )


def current(rename):
    title = select(rename("h1.a-title"))
    body = select(rename(".p-question > p.contents"))
    tag = select(rename(".p-question .m-tag__item"))
    answer = select(rename(".p-answer"))
    best = select(rename(".m-user__best"))
    name = select(rename(".m-user__name"))
    contents = select(rename("p.contents"))
    reply = select(rename(".p-reply__text"))
    related = select(rename(".m-related a.link_qa"))

    def fields(tree):
        return {
            "title": text(title(tree)),
            "body": text(body(tree)),
            "categories": texts(leaves(tag(tree))),
            "answers": [
                {
                    "isBest": len(best(one)) > 0,
                    "author": text(name(one)),
                    "body": text([found for found in contents(one) if found.getparent() is one]),
                    "replies": texts(reply(one)),
                }
                for one in answer(tree)
            ],
            "related": texts(related(tree)),
        }

    return fields


def classic(rename):
    title = select(rename(".okw_inner h1[itemprop=name]"))
    body = select(rename(".q_desc"))
    tag = select(rename(".smry li"))
    answer = select(rename(".other_area"))
    best = select(rename(".ico_best"))
    bullet = select(rename(".hed_area li:not(.ico_best)"))
    contents = select(rename(".a_desc"))
    reply = select(rename(".thx_desc"))
    related = select(rename(".rel_area a.ttl"))
    no_name = re.compile(r"^\d{4}/|^ベストアンサー率")

    def author(one):
        for found in bullet(one):
            words = "".join(found.itertext())
            if not no_name.search(words):
                return squeezed(words)
        return ""

    def fields(tree):
        return {
            "title": text(title(tree)),
            "body": text(body(tree)),
            "categories": texts(leaves(tag(tree))),
            "answers": [
                {
                    "isBest": len(best(one)) > 0,
                    "author": author(one),
                    "body": text(contents(one)),
                    "replies": texts(reply(one)),
                }
                for one in answer(tree)
            ],
            "related": texts(related(tree)),
        }

    return fields


def stackexchange():
    title = select("#question-header h1")
    body = select("#question .js-post-body")
    tag = select("#question .post-tag")
    answer = select(".answer")
    signature = select(".post-signature")
    name = select(".user-details a")
    contents = select(".js-post-body")
    comment = select(".comment-copy")
    related = select(".sidebar-related .question-hyperlink")

    def fields(tree):
        return {
            "title": text(title(tree)),
            "body": text(body(tree)),
            "categories": texts(tag(tree)),
            "answers": [
                {
                    "isBest": "accepted-answer" in one.get("class"),
                    "author": text(name(signature(one)[-1])[:1]),
                    "body": text(contents(one)),
                    "replies": texts(comment(one)),
                }
                for one in answer(tree)
            ],
            "related": texts(related(tree)),
        }

    return fields


def sample(rename=lambda selector: selector):
    is_current = select(rename("h1.a-title"))
    of_current = current(rename)
    of_classic = classic(rename)
    return lambda tree: of_current(tree) if is_current(tree) else of_classic(tree)


READERS = {
    "sample": sample,
    "links": sample,
    "definition": sample,
    "landmarks": lambda: sample(hashed),
    "stackexchange": stackexchange,
}


def digest(fields):
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def main(name, path):
    with open(path) as lines:
        pages = [json.loads(line) for line in lines]
    for page in pages:
        page["bytes"] = base64.b64decode(page.pop("base64"))
    fields = READERS[name]()
    for question in sys.stdin:
        if question.strip() == "digests":
            answer = json.dumps([digest(fields(tree_of(page))) for page in pages])
        else:
            start = time.process_time()
            for page in pages:
                fields(tree_of(page))
            answer = (time.process_time() - start) * 1000 / len(pages)
        print(answer, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
