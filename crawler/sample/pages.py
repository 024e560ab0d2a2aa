"""Pages of the sample sites: templates filled in, as text by path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.sample import faults
from crawler.sample.fixed_pages import FACTS, SERVICES
from crawler.sample.letters import GUIDES, LETTERS, MAILBOX, MAILBOXES
from crawler.sample.structure import (
    ID_CODES,
    OFFICE,
    PER_PAGE,
    PORTAL,
    SITE_NAMES,
    UNIT_NAMES,
    WATER,
    Article,
    Channel,
    channels,
)
from crawler.sample.wording import paragraphs

_PICTURES = ("施工现场", "社区广场", "河岸步道")
_GB18030_TEXT = "望潮镇的“喆学堂”和䶮溪步道同时开放，旧名写作“䶮溪”的河段不改名。"


@dataclass(frozen=True, slots=True)
class Writer:
    """Renders the pages of one site as they look on ``as_of``."""

    site: str
    as_of: date
    environment: Environment

    def pages(self) -> Iterator[tuple[str, str]]:
        """(path, HTML) of every page; a path that ends in "/" is that folder's index."""
        yield "/", self._home()
        for channel in channels(self.site):
            yield from self._lists(channel)
            for article in channel.articles:
                yield article.path, self._article(article)
        yield from self._others()

    def _home(self) -> str:
        blocks = [(c, c.articles[:6]) for c in channels(self.site) if c.ages and not c.exempt]
        return self._render(
            "home.html", SITE_NAMES[self.site], {}, blocks=blocks, dead_link=faults.DEAD_FROM_HOME
        )

    def _lists(self, channel: Channel) -> Iterator[tuple[str, str]]:
        count = max(1, -(-len(channel.articles) // PER_PAGE))
        paths = [channel.path] + [f"{channel.path}index_{n}.html" for n in range(2, count + 1)]
        labels = self._column_labels(channel.path, channel.name, channel.kind)
        if channel.path == faults.COLUMN_WITHOUT_LABELS and self.site == PORTAL:
            del labels["ColumnDescription"], labels["ColumnKeywords"]
        for page, path in enumerate(paths, 1):
            yield (
                path,
                self._render(
                    "list.html",
                    channel.name,
                    labels,
                    channel=channel,
                    entries=channel.articles[(page - 1) * PER_PAGE : page * PER_PAGE],
                    pages=list(enumerate(paths, 1)),
                    page=page,
                    undated=faults.NO_DATE,
                ),
            )

    def _article(self, article: Article) -> str:
        channel, path = article.channel, article.path
        more: dict[str, Any] = {
            "images": [],
            "attachments": [],
            "signed": "",
            "number": "",
            "hidden": "",
        }
        more["related"] = self._counterpart(article)
        texts = paragraphs(article.number, UNIT_NAMES[channel.unit])
        published = article.published(self.as_of)
        code, charset = ID_CODES[self.site], "utf-8"
        if article.number % 4 == 1 and channel.theme in ("news", "city", "school", "water"):
            more["images"] = self._pictures(article)
        if article.number % 3 == 1 and channel.theme in ("notice", "survey", "money"):
            more["attachments"] = [
                ("/files/notice.pdf", "附件1：说明.pdf"),
                ("/files/form.docx", "附件2：登记表.docx"),
                ("/files/list.xlsx", "附件3：名单.xlsx"),
            ]
        if channel.theme.endswith("document"):
            # Written six days before it was published: not the publication date.
            signed = article.day(self.as_of) - timedelta(days=6)
            more["signed"] = f"{signed.year}年{signed.month}月{signed.day}日"
            letters = "澄府办" if self.site == PORTAL else "澄水"
            more["number"] = f"{letters}〔{signed.year}〕{article.number % 100}号"
        if self.site == PORTAL:
            if path == faults.DEAD_ATTACHMENT_PAGE:
                more["attachments"] = [(quote(faults.DEAD_ATTACHMENT), "附件2：申报表.docx")]
            if path == faults.NAMES_PAGE:
                more["attachments"] = [(faults.NAMES_FILE, "附件：补贴发放名单.xlsx")]
            if path == faults.HIDDEN_LINK_PAGE:
                more["hidden"] = f"%%OUTSIDE%%{faults.HIDDEN_LINK}"
            if path in faults.DEAD_TOPIC_PAGES:
                more["related"] = [(faults.DEAD_TOPIC, "历史专题")]
            if path == faults.DEAD_OUTSIDE_PAGE:
                more["related"] = [(f"%%OUTSIDE%%{faults.DEAD_OUTSIDE}", "统计资料")]
            if path == faults.WRONG_ID_CODE:
                code = "9900000010"
            if path == faults.NO_DATE:
                published = ""
            if path == faults.GB18030_PAGE:
                charset, texts = "gb2312", [*texts, _GB18030_TEXT]
            if path == faults.SLIP_OF_THE_PEN:
                texts = [*texts, "各村居要劝阻露天焚烧秸杆。"]
        labels = self._article_labels(article, published, code)
        if self.site == PORTAL and path == faults.NO_SOURCE_LABEL:
            del labels["ContentSource"]
        return self._render(
            "article.html",
            article.title,
            labels,
            charset=charset,
            heading=article.title,
            published=published,
            source=UNIT_NAMES[channel.unit],
            paragraphs=texts,
            column_path=channel.path,
            column_name=channel.name,
            **more,
        )

    def _counterpart(self, article: Article) -> list[tuple[str, str]]:
        """The link from a document to what explains it, and back; one such link is forgotten."""
        other = {"document": "reading", "reading": "document"}.get(article.channel.theme)
        if other is None or article.path == faults.NOT_LINKED_BACK:
            return []
        [channel] = [c for c in channels(self.site) if c.theme == other]
        place = article.number - article.channel.first
        return [(a.path, a.title) for a in channel.articles[place : place + 1]]

    def _pictures(self, article: Article) -> list[dict[str, str]]:
        n = article.number
        made = [
            {"src": f"/images/scene-{k % 4 + 1}.png", "alt": _PICTURES[k % 3]} for k in (n, n + 1)
        ]
        if article.path == faults.MISSING_ALT and self.site == PORTAL:
            made[1]["alt"] = ""
        return made

    def _letters(self) -> Iterator[tuple[str, str]]:
        """The mailbox with its public messages, and each message."""
        name, letters = MAILBOXES[self.site], LETTERS[self.site]
        labels = self._column_labels(MAILBOX, name, "互动交流")
        answered = sum(1 for letter in letters if letter.answer)
        yield (
            MAILBOX,
            self._render(
                "mailbox.html", name, labels, heading=name, letters=letters, answered=answered
            ),
        )
        for letter in letters:
            yield (
                letter.path,
                self._render("letter.html", letter.title, labels, letter=letter),
            )

    def _guides(self) -> Iterator[tuple[str, str]]:
        labels = self._column_labels("/bsfw/", "办事指南", "办事指南")
        for path, name, elements in GUIDES:
            yield path, self._render("guide.html", name, labels, heading=name, elements=elements)

    def _others(self) -> Iterator[tuple[str, str]]:
        yield from self._letters()
        links = [(c.path, c.name) for c in channels(self.site)]
        if self.site != PORTAL:
            yield "/sitemap.html", self._plain("网站地图", "/sitemap.html", [("栏目", links)])
            return
        more = [("/qqgk/", "区情概况"), ("/zwgk/jgzn/", "机构职能"), ("/bsfw/", "办事服务")]
        more.append(("/zwgk/ldzc/", "领导信息"))
        inside = [(faults.FORBIDDEN_BY_ROBOTS, "值班安排")]
        groups = [("栏目", links), ("概况和服务", more), ("内部", inside)]
        yield "/sitemap.html", self._plain("网站地图", "/sitemap.html", groups)
        yield "/search.html", self._plain("站内搜索", "/search.html", [], search=True)
        figures = ["上月办件量 128 件，已全部办结。"]
        yield "/bsfw/", self._plain("办事服务", "/bsfw/", SERVICES, texts=figures)
        yield faults.FORBIDDEN_BY_ROBOTS, self._plain("值班安排", "/internal/", [])
        for path, name, texts in FACTS:
            yield path, self._fact(path, name, texts)
        yield from self._guides()

    def _plain(
        self,
        name: str,
        path: str,
        groups: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        *,
        search: bool = False,
        texts: Sequence[str] = (),
    ) -> str:
        labels = self._column_labels(path, name, "其他")
        return self._render(
            "plain.html", name, labels, heading=name, paragraphs=texts, groups=groups, search=search
        )

    def _fact(self, path: str, name: str, texts: Sequence[str]) -> str:
        facts = Channel("/qqgk/", "区情概况", "概况信息", OFFICE, channels(PORTAL)[0].limit)
        published = Article(facts, 9001, name, 120).published(self.as_of)
        labels = self._article_labels(Article(facts, 9001, name, 120), published, ID_CODES[PORTAL])
        return self._render(
            "article.html",
            name,
            labels,
            heading=name,
            published=published,
            source=UNIT_NAMES[OFFICE],
            paragraphs=texts,
            column_path="/qqgk/",
            column_name="区情概况",
            images=[],
            attachments=[],
            hidden="",
            signed="",
            number="",
            related=[(p, n) for p, n, _ in FACTS if p != path],
            police_record=path not in faults.PORTAL_PAGES_WITHOUT_POLICE_RECORD,
        )

    def _today(self) -> str:
        return f"{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日"

    def _site_labels(self, code: str = "") -> dict[str, str]:
        return {
            "SiteName": SITE_NAMES[self.site],
            "SiteDomain": "%%HOSTNAME%%",
            "SiteIDCode": code or ID_CODES[self.site],
        }

    def _column_labels(self, path: str, name: str, kind: str, code: str = "") -> dict[str, str]:
        return {
            **self._site_labels(code),
            "ColumnName": name,
            "ColumnDescription": f"{SITE_NAMES[self.site]}的“{name}”栏目，集中发布{name}类信息",
            "ColumnKeywords": f"{name},{kind},澄岚",
            "ColumnType": kind,
        }

    def _article_labels(self, article: Article, published: str, code: str) -> dict[str, str]:
        channel = article.channel
        labels = {
            **self._column_labels(channel.path, channel.name, channel.kind, code),
            "ArticleTitle": article.title,
            "PubDate": published,
            "ContentSource": UNIT_NAMES[channel.unit],
        }
        return {name: content for name, content in labels.items() if content}

    def _render(self, template: str, title: str, labels: Mapping[str, str], **more: Any) -> str:
        values = {
            "charset": "utf-8",
            "police_record": True,
            "site_name": SITE_NAMES[self.site],
            "is_portal": self.site == PORTAL,
            "id_code": ID_CODES[self.site],
            "organiser": UNIT_NAMES[OFFICE if self.site == PORTAL else WATER],
            "menu": [(c.path, c.name) for c in channels(self.site)],
            "mailbox": (MAILBOX, MAILBOXES[self.site]),
            # In the header of home and list pages: a date that says nothing about any entry.
            "today": "" if template == "article.html" else self._today(),
            "as_of": self.as_of,
            "title": title if title in SITE_NAMES.values() else f"{title}_{SITE_NAMES[self.site]}",
            "labels": labels or self._site_labels(),
        }
        return self.environment.get_template(template).render(values | more)


def writer(site: str, as_of: date) -> Writer:
    """A writer with its templates loaded."""
    loader = PackageLoader("crawler.sample")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return Writer(site, as_of, environment)
