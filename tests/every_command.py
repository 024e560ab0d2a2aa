"""Every command, as it is run against a final month, so that none can be forgotten."""

from collections.abc import Iterator

import click

MONTH, DAY = "2026-11", "2026-11-25"
BY = ("--by", "王某")
OF = ("--month", MONTH)

COMMANDS: dict[str, tuple[str, ...]] = {
    "init": (),
    "import": ("--template",),
    "sites check": (),
    "run": ("demo", *OF, "--no-browser"),
    "draft": ("稿.txt",),
    "score": ("demo", *OF),
    "report": ("demo", *OF),
    "manual export": ("人工.xlsx", "demo", *OF),
    "manual import": ("人工.xlsx",),
    "proof": ("demo", "--all", *OF, "--no-browser"),
    "review decide": ("demo", "{number}", "--verdict", "误报", "--note", "看错了", *BY, *OF),
    "review history": ("demo", "{number}", *OF),
    "review list": ("demo", *OF),
    "review undo": ("demo", "没有", *BY, *OF),
    "appeal claim": ("demo", "{number}", "--kind", "误报", "--reason", "已改", *BY, *OF),
    "appeal list": OF,
    "appeal rule": ("demo", "1", "--ruling", "采纳", "--verdict", "误报", "--note", "属实", *BY),
    "rectify export": OF,
    "rectify import": ("output/2026-11/问题清单/问题清单-单位-2026-11.xlsx", *BY, *OF),
    "rectify scan": ("shot.png", "--unit", "u", *BY, *OF),
    "rectify status": OF,
    "papers make": OF,
    "papers proof": ("demo", *OF),
    "papers quarter": ("2026Q4",),
    "papers templates": (),
    "month back": (MONTH, *BY),
    "month close": (MONTH, *BY),
    "month next": (MONTH, *BY),
    "month paper": (MONTH, "目录.json", "-o", "目录.json"),
    "month status": (MONTH,),
    "month verify": (MONTH,),
    "archive": (MONTH,),
    "exempt add": (
        "demo", "--from", "2026-11-01", "--until", "2026-12-31", "--reason", "搬迁", "--document", "1号", *BY,
    ),
    "exempt end": ("1", "--on", "2026-12-01", "--note", "搬完", *BY),
    "exempt list": (),
    "messages template": ("留言模板.xlsx",),
    "messages import": ("留言.xlsx", *BY, "--as-of", DAY),
    "messages list": (*OF, "--as-of", DAY),
    "users list": (),
    "accounts check": ("--as-of", DAY),
    "accounts decide": (
        "柳溪发布", "media-update", "--verdict", "确认", *BY, *OF,
    ),
    "accounts export": ("导出.xlsx",),
    "accounts import": ("新台账.xlsx", "--as-of", DAY),
    "accounts list": (),
    "accounts report": OF,
    "accounts score": OF,
    "accounts template": ("模板.xlsx",),
    "evidence add": (
        "柳溪交警", "--who", "李某", "--as-of", DAY, "--date", "2026-11-24",
        "--link", "https://v.kuaishou.com/x",
    ),
    "evidence try": ("柳溪交警", "--works", "能", "--who", "李某", "--as-of", DAY),
    "evidence sheet": ("登记.xlsx", "--as-of", DAY),
    "evidence import": ("登记.xlsx", "--as-of", DAY, "--who", "李某"),
    "status": (),
    "doctor": (),
    "backup": ("备份",),
    "prune": ("--keep-months", "2", "--yes"),
    "checks": (),
    "explain": ("missing-alt",),
    "rubric check": ("national-2019-portal",),
    "rubric confirm": ("D-availability", "--points", "5", "--per-finding", "全扣", "--document", "文件", *BY),
}  # fmt: skip
"""What each is given; {number} is a finding of the month."""
REFUSED = {"init", "run", "month back", "month close", "review undo"}
LEFT_OUT = {
    "columns": "asks the site and stores nothing",
    "users add": "asks for a password at a terminal",
    "users disable": "needs a user",
    "demo": "works in a folder of its own",
    "serve": "its pages are asked one by one",
    "monthly": "is run, accounts walk and the reports for everybody",
    "month correct": "is the one way to change what is read",
    "restore": "puts another state of everything in place",
    "schedule": "prints units of systemd",
    "probe": "asks the site; samples belong to no month",
    "page": "asks the site and stores nothing",
    "recheck": "asks the site; what it sees stands beside the finding",
    "weekly": "asks the site; reminders are put there by the test",
    "accounts walk": "asks platforms; what it stores is put there by the test",
    "accounts try": "asks platforms and stores nothing",
}


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all commands below one, like "month close"."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            if below is not None:
                yield from leaves(below, (*path, name))
    else:
        yield " ".join(path)
