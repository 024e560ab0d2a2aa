"""What a target is for: decides whether it is read, stored, or only asked whether it is there."""

from crawler.links import Kind

ATTACHMENTS = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "wps",
        "xls",
        "xlsx",
        "et",
        "ppt",
        "pptx",
        "dps",
        "zip",
        "rar",
        "7z",
        "tar",
        "gz",
        "bz2",
        "csv",
        "txt",
        "rtf",
        "ofd",
        "ceb",
        "cebx",
        "caj",
        "apk",
        "ipa",
        "exe",
        "msi",
        "dmg",
        "iso",
        "odt",
        "ods",
        "odp",
        "epub",
        "dwg",
        "xml",
        "rss",
        "json",
    ]
)
IMAGES = frozenset(
    ["jpg", "jpeg", "png", "gif", "bmp", "webp", "svg", "ico", "tif", "tiff", "avif", "jfif"]
)
MEDIA = frozenset(
    [
        "mp4",
        "mp3",
        "m4v",
        "m4a",
        "flv",
        "swf",
        "avi",
        "wmv",
        "wma",
        "mov",
        "mkv",
        "mpg",
        "mpeg",
        "rm",
        "rmvb",
        "wav",
        "ogg",
        "webm",
        "3gp",
        "m3u8",
        "ts",
        "woff",
        "woff2",
        "ttf",
        "otf",
        "eot",
    ]
)
_NO_TEXT = frozenset(
    (
        "apk",
        "ipa",
        "exe",
        "msi",
        "dmg",
        "iso",
        "dwg",
        "caj",
        "epub",
        "tar",
        "bz2",
        "xml",
        "rss",
        "json",
    )
)
"""Attachments in which nobody would look for text: it is enough that they are there."""
AS_BROWSER, AS_SEARCHER = "as-browser", "as-searcher"
"""The roles of answers to us under another name, where the site's owner has agreed to it."""
BASELINE = "baseline"
"""The role of the answer to an address that cannot exist."""
DATA = "data"
"""The role of what only scripts ask for, kept from a visit in the browser."""
STORED = frozenset(("page", "frame", "style", "script", "image", "attachment"))
"""Roles that are read with GET and kept, on the site's own hosts (attachments: if wanted)."""

_BY_KIND = {
    Kind.FRAME: "frame",
    Kind.STYLE: "style",
    Kind.SCRIPT: "script",
    Kind.IMAGE: "image",
    Kind.MEDIA: "media",
}


def extension(url: str) -> str:
    """The lower-case extension of the path, "" without one."""
    name = url.partition("?")[0].rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def role_of(url: str, kind: Kind, external: bool) -> str:
    """page, attachment, image, style, script, media, frame or external."""
    if kind is not Kind.ANCHOR:
        role = _BY_KIND[kind]
        if role == "image" and extension(url) in MEDIA:
            return "media"  # a font named in a style sheet
        return role
    ending = extension(url)
    if ending in ATTACHMENTS:
        return "attachment"
    if ending in IMAGES:
        return "image"
    if ending in MEDIA:
        return "media"
    return "external" if external else "page"


def is_document(url: str) -> bool:
    """Whether an attachment may hold text, by its extension."""
    return extension(url) not in _NO_TEXT


def kind_of(ending: str) -> Kind | None:
    """How an address with this extension is usually linked, None if the extension does not say."""
    if ending == "css":
        return Kind.STYLE
    if ending == "js":
        return Kind.SCRIPT
    if ending in IMAGES:
        return Kind.IMAGE
    return Kind.MEDIA if ending in MEDIA else None


def address(url: str, role: str) -> str:
    """What a page shown under another name is stored under: the page itself has its own."""
    return f"{url}#govcheck-{role}"
