"""What a browser would load or follow, and nothing else."""

from crawler.links import Kind, of_css, of_page
from crawler.roles import role_of
from crawler.urls import Joiner

URL = "http://www.example.gov.cn/zw/a.html"


def found(html: str, charset: str = "utf-8") -> dict[str, Kind]:
    return of_page(html, URL, charset, Joiner()).found


def test_every_kind() -> None:
    html = """<base href="/b/"><a href=a.html>x</a><area href="ar.html"><iframe src=f.html></iframe>
    <link rel="Stylesheet" href=s.css><link rel="shortcut icon" href=i.ico>
    <link rel=canonical href=c.html><script src=s.js></script><img src=i.png srcset="j.png 1x, k.png 2x">
    <video src=v.mp4 poster=p.png><source src=w.mp4></video><object data=o.swf></object><embed src=e.swf>
    <table background=bg.gif></table><p style="background:url('st.png')"><meta http-equiv=refresh content='3; URL=m.html'>
    <style>/* url(no.png) */ @import "im.css"; @import url(ip.css); x{background:url( "cs.png" )}</style>"""
    names = {url.rpartition("/")[2]: kind for url, kind in found(html).items()}
    assert names == {
        "a.html": Kind.ANCHOR, "ar.html": Kind.ANCHOR, "f.html": Kind.FRAME, "s.css": Kind.STYLE,
        "i.ico": Kind.IMAGE, "s.js": Kind.SCRIPT, "i.png": Kind.IMAGE, "j.png": Kind.IMAGE,
        "k.png": Kind.IMAGE, "v.mp4": Kind.MEDIA, "p.png": Kind.IMAGE, "w.mp4": Kind.MEDIA,
        "o.swf": Kind.MEDIA, "e.swf": Kind.MEDIA, "bg.gif": Kind.IMAGE, "st.png": Kind.IMAGE,
        "m.html": Kind.ANCHOR, "im.css": Kind.STYLE, "ip.css": Kind.STYLE, "cs.png": Kind.IMAGE,
    }  # fmt: skip
    assert all(url.startswith("http://www.example.gov.cn/b/") for url in found(html))


def test_a_base_may_be_a_host_alone_and_a_bad_one_is_passed_over() -> None:
    def first(base: str) -> str:
        return next(iter(found(f'<base href="{base}"><a href=a.html>x</a>')))

    assert first("http://b.example.gov.cn") == "http://b.example.gov.cn/a.html"
    assert first("//b.example.gov.cn") == "http://b.example.gov.cn/a.html"
    assert first("http://b.example.gov.cn?x=/1") == "http://b.example.gov.cn/a.html"
    for bad in ("http://", "about:blank", "http://b.example.gov.cn:99999/", "http://[/"):
        assert first(bad) == "http://www.example.gov.cn/zw/a.html"


def test_nothing_from_comments_scripts_noscript_and_templates() -> None:
    html = """<!-- <a href=/c.html> --><script>document.write('<a href="/s.html">')</script>
    <noscript><iframe src="*.htm"></iframe></noscript><textarea><a href=/t.html></textarea>
    <script type="text/html"><a href="/u.html"></script><a href="/ok.html">x</a>"""
    assert list(found(html)) == ["http://www.example.gov.cn/ok.html"]


def test_other_schemes_and_fragments_lead_nowhere() -> None:
    html = (
        '<a href="tel:12345"><a href="javascript:;"><a href=""><a href="#x"><a href="weixin://dl">'
        '<img src="data:image/png;base64,x"><a href="mailto:a@b.cn"><a href="b.html#x">'
    )
    assert list(found(html)) == ["http://www.example.gov.cn/zw/b.html"]


def test_bad_values_are_told_apart() -> None:
    links = of_page('<a href="{{item.url}}">x</a><a href="http://">y</a>', URL, "utf-8", Joiner())
    assert links.found == {}
    assert set(links.bad) == {"{{item.url}}", "http://"}


def test_han_paths_on_a_gb_page() -> None:
    urls = list(found('<a href="/附件/名单.pdf?部门=财政">x</a>', "gb18030"))
    assert urls == [
        (
            "http://www.example.gov.cn/%E9%99%84%E4%BB%B6/%E5%90%8D%E5%8D%95.pdf"
            "?%B2%BF%C3%C5=%B2%C6%D5%FE"
        )
    ]


def test_a_joiner_used_for_many_pages_gives_what_a_new_one_gives() -> None:
    joiner = Joiner(limit=5)
    html = '<a href="x.html"><a href="../y.html"><a href="/z.html"><a href="?p=2"><a href="http://o.cn"><a href="https.html">'
    for url in (URL, "http://www.example.gov.cn/q/r/s.html?t=1", "https://h.cn/", URL):
        again = of_page(html, url, "utf-8", joiner).found
        assert again == of_page(html, url, "utf-8", Joiner()).found


def test_style_sheets_are_relative_to_themselves() -> None:
    links = of_css("a{b:url(../i/x.png)} @font-face{src:url('f.woff2?v=1')}", URL, Joiner())
    assert set(links.found) == {
        "http://www.example.gov.cn/i/x.png",
        "http://www.example.gov.cn/zw/f.woff2?v=1",
    }
    assert [role_of(url, kind, external=False) for url, kind in links.found.items()] == [
        "image",
        "media",
    ]


def test_roles() -> None:
    assert role_of("http://a.cn/x.PDF", Kind.ANCHOR, external=False) == "attachment"
    assert role_of("http://a.cn/x.pdf?d=1", Kind.ANCHOR, external=True) == "attachment"
    assert role_of("http://a.cn/x.shtml", Kind.ANCHOR, external=False) == "page"
    assert role_of("http://a.cn/v1.2/", Kind.ANCHOR, external=False) == "page"
    assert role_of("http://a.cn/x", Kind.ANCHOR, external=True) == "external"
