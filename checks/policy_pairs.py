"""Which interpretation explains which policy document: by number, or by title."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from checks.column_articles import Article
from checks.documents_named import same_number

ALIKE = 0.75
"""Share of character pairs two titles must have in common (Dice) to be of one document."""
_SHORTEST = 6
_IN_QUOTES = re.compile(r"《([^《》]{4,80})》")
_WRAPPED = re.compile(r"印发[《〈]?(.{4,80}?)[》〉]?(?:的通知|的函|的公告)?$")
_EXPLAINING = re.compile(
    r"一图读懂|一图看懂|图解|图文|视频|动漫|音频|政策|解读|解析|问答|文字|专家|部门|负责人|答记者问|起草|编制"
    r"|说明|有关|情况|关于|的通知|的公告|的意见|通知|修订|印发|之[一二三四五六七八九十]|[（(][^（）()]*[）)]"
)
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """An interpretation and the stored policy it explains."""

    interpretation: Article
    policy: Article


def core(title: str) -> str:
    """What a document is about: a wrapped title if there is one, else the title, words only."""
    quoted = _IN_QUOTES.search(title)
    wrapped = _WRAPPED.search(title)
    inner = quoted[1] if quoted else wrapped[1] if wrapped else title
    plain = _NOT_WORDS.sub("", _EXPLAINING.sub("", inner))
    return plain if len(plain) >= _SHORTEST else _NOT_WORDS.sub("", inner)


def pair_up(interpretations: Sequence[Article], policies: Sequence[Article]) -> list[Pair]:
    """Each interpretation with the policy it explains, if that is among the stored ones."""
    known = _Known(policies)
    pairs = []
    for article in interpretations:
        policy = known.explained_by(article)
        if policy is not None and policy.url != article.url:
            pairs.append(Pair(article, policy))
    return pairs


class _Known:
    """Policies to be found by number or by title, with an index so that each look is cheap."""

    def __init__(self, policies: Sequence[Article]) -> None:
        self.policies = policies
        self.numbers = [(str(p.fact("number")), p) for p in policies if p.fact("number")]
        self.grams = [_grams(core(p.title)) for p in policies]
        self.holders: dict[str, list[int]] = {}
        for place, grams in enumerate(self.grams):
            for gram in grams:
                self.holders.setdefault(gram, []).append(place)

    def explained_by(self, article: Article) -> Article | None:
        """By the document its title names; else by a number or a title its text names."""
        if found := self._titled(core(article.title)):
            return found
        for mentioned in article.fact("numbers") or ():
            for own, policy in self.numbers:
                if same_number(mentioned, own):
                    return policy
        if _IN_QUOTES.search(article.title):
            return None  # it says what it explains, and that is not here
        for name in (article.fact("names") or ())[:4]:
            if found := self._titled(core(name)):
                return found
        return None

    def _titled(self, wanted: str) -> Article | None:
        grams = _grams(wanted)
        if len(grams) < _SHORTEST - 1:
            return None
        common: Counter[int] = Counter()
        for gram in grams:
            common.update(self.holders.get(gram, ()))
        best, best_share = None, ALIKE
        for place, shared in common.most_common(5):
            share = 2 * shared / (len(grams) + len(self.grams[place]))
            if share >= best_share:
                best, best_share = self.policies[place], share
        return best


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))
