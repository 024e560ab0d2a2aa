"""The SQLite schema of ``office.sqlite``: what an office knows of its accounts, and who did what.

Evidence and audit are only ever added to; the database itself refuses to change or delete them.
"""

import sqlite3
from collections.abc import Callable

from crawler.schema import SchemaError, upgrade

VERSION = 4
APPLICATION = 0x676F7641
"""Marks the file as ours, so that a site's file is never taken for the office's."""

TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
  key TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL, platform TEXT NOT NULL,
  platform_text TEXT NOT NULL, platform_id TEXT NOT NULL, organiser TEXT NOT NULL,
  supervisor TEXT NOT NULL, filing_no TEXT NOT NULL, status TEXT NOT NULL,
  status_text TEXT NOT NULL, opened_on TEXT, status_on TEXT, home_url TEXT NOT NULL,
  claimed_on TEXT, note TEXT NOT NULL, update_rule TEXT NOT NULL, max_gap_days INTEGER,
  sources TEXT NOT NULL, added_at TEXT NOT NULL, changed_at TEXT NOT NULL,
  missing_since TEXT);
CREATE INDEX IF NOT EXISTS accounts_by_place ON accounts (place);
CREATE TABLE IF NOT EXISTS posts (
  account TEXT NOT NULL REFERENCES accounts (key), source TEXT NOT NULL, post_id TEXT NOT NULL,
  title TEXT NOT NULL, url TEXT NOT NULL, published_at TEXT, precision TEXT NOT NULL,
  state TEXT NOT NULL, pinned INTEGER NOT NULL, edited INTEGER NOT NULL, fetched_at TEXT NOT NULL,
  PRIMARY KEY (account, source, post_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observations (
  account TEXT NOT NULL REFERENCES accounts (key), source TEXT NOT NULL, name TEXT NOT NULL,
  day TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (account, source, name, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source_runs (
  id INTEGER PRIMARY KEY, walk TEXT NOT NULL, account TEXT NOT NULL REFERENCES accounts (key),
  source TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, detail TEXT NOT NULL,
  exhaustive INTEGER NOT NULL, covered_from TEXT, covered_to TEXT, started TEXT, ended TEXT,
  UNIQUE (walk, account, source));
CREATE TABLE IF NOT EXISTS evidence (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (key), who TEXT NOT NULL,
  seen_on TEXT NOT NULL, finding TEXT NOT NULL, last_post TEXT, links TEXT NOT NULL,
  picture TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS evidence_by_account ON evidence (account, id);
CREATE TABLE IF NOT EXISTS proof_links (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (key), url TEXT NOT NULL,
  origin TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (account, url));
CREATE TABLE IF NOT EXISTS users (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, unit TEXT NOT NULL, password TEXT NOT NULL,
  added_at TEXT NOT NULL, disabled_at TEXT);
CREATE TABLE IF NOT EXISTS web_sessions (
  token TEXT PRIMARY KEY, user TEXT NOT NULL, made_at TEXT NOT NULL, used_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS login_failures (
  at TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS login_failures_by_time ON login_failures (at);
CREATE TABLE IF NOT EXISTS audit (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
  subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS month_steps (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL,
  by TEXT NOT NULL, note TEXT NOT NULL, due TEXT);
CREATE TABLE IF NOT EXISTS decisions (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, month TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES accounts (key), check_id TEXT NOT NULL, key TEXT NOT NULL,
  verdict TEXT NOT NULL, note TEXT NOT NULL, until TEXT);
CREATE TABLE IF NOT EXISTS scans (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL,
  file TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
  month TEXT NOT NULL, correction INTEGER NOT NULL, name TEXT NOT NULL, sha TEXT NOT NULL,
  data BLOB NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (month, correction, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS weekly_looks (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, site TEXT NOT NULL, month TEXT NOT NULL,
  started_at TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, outcome TEXT NOT NULL,
  note TEXT NOT NULL, subjects BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS weekly_looks_by_day ON weekly_looks (day, site);
CREATE TABLE IF NOT EXISTS reminder_steps (
  id INTEGER PRIMARY KEY, day TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
  site TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, step TEXT NOT NULL,
  count INTEGER NOT NULL, deadline TEXT, number TEXT NOT NULL, unit TEXT NOT NULL,
  what TEXT NOT NULL, why TEXT NOT NULL, UNIQUE (site, key, day, step));
CREATE TABLE IF NOT EXISTS special_reports (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, site TEXT NOT NULL,
  column_name TEXT NOT NULL, check_id TEXT NOT NULL, from_day TEXT NOT NULL,
  until_day TEXT NOT NULL, reason TEXT NOT NULL, document TEXT NOT NULL,
  ends INTEGER REFERENCES special_reports (id));
CREATE TABLE IF NOT EXISTS reported_errors (
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL, number TEXT NOT NULL, content TEXT NOT NULL,
  site TEXT NOT NULL, unit TEXT NOT NULL, page TEXT NOT NULL, kind TEXT NOT NULL,
  received_on TEXT NOT NULL, assigned_on TEXT, due_on TEXT, answered_on TEXT, state TEXT NOT NULL,
  origin TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS reported_errors_by_message ON reported_errors (message, id);
CREATE TABLE IF NOT EXISTS reported_lists (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, origin TEXT NOT NULL, rows INTEGER NOT NULL,
  at TEXT NOT NULL, who TEXT NOT NULL);
"""

GUARDS = "".join(
    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
    for table in (
        "evidence",
        "audit",
        "decisions",
        "month_steps",
        "papers",
        "scans",
        "weekly_looks",
        "reminder_steps",
        "special_reports",
        "reported_errors",
        "reported_lists",
    )
    for verb in ("UPDATE", "DELETE")
)

VIEWS = """
CREATE VIEW IF NOT EXISTS 账号 AS
  SELECT key AS 编号, name AS 账号名称, platform_text AS 平台, platform_id AS 账号ID,
         organiser AS 主办单位, supervisor AS 主管单位, status AS 状态, home_url AS 主页,
         missing_since AS 台账中消失于 FROM accounts;
CREATE VIEW IF NOT EXISTS 人工佐证 AS
  SELECT a.name AS 账号名称, e.seen_on AS 核查日期, e.who AS 核查人,
         CASE e.finding WHEN 'updated' THEN '有更新' ELSE '无更新' END AS 结论,
         e.last_post AS 最近一条, e.links AS 链接, e.picture AS 图片, e.note AS 备注, e.at AS 录入时间
  FROM evidence e JOIN accounts a ON a.key = e.account;
CREATE VIEW IF NOT EXISTS 平台显示 AS
  SELECT a.name AS 账号名称, o.source AS 来源, o.name AS 项目, o.value AS 内容, o.at AS 查看时间
  FROM observations o JOIN accounts a ON a.key = o.account;
CREATE VIEW IF NOT EXISTS 提醒记录 AS
  SELECT day AS 日期, unit AS 责任单位, site AS 网站, number AS 编号, what AS 事项, step AS 记录,
         count AS 第几次, deadline AS 期限, why AS 说明, by AS 操作人, at AS 记录时间
  FROM reminder_steps;
CREATE VIEW IF NOT EXISTS 特殊情况报备 AS
  SELECT id AS 编号, site AS 网站, column_name AS 栏目, check_id AS 检查项, from_day AS 开始,
         until_day AS 结束, reason AS 原因, document AS 文号, by AS 受理人, at AS 登记时间,
         ends AS 终止编号 FROM special_reports;
CREATE VIEW IF NOT EXISTS 操作记录 AS
  SELECT at AS 时间, who AS 操作人, action AS 操作, subject AS 对象, detail AS 详情 FROM audit;
CREATE VIEW IF NOT EXISTS 找错留言 AS
  SELECT number AS 留言编号, site AS 网站, unit AS 办理单位, page AS 问题网址, kind AS 问题类型,
         received_on AS 留言时间, assigned_on AS 转办时间, due_on AS 办理期限,
         answered_on AS 办结时间, state AS 状态, origin AS 来自, at AS 导入时间, who AS 导入人
  FROM reported_errors WHERE id IN (SELECT max(id) FROM reported_errors GROUP BY message);
"""

# version -> what brings a file of that version to the next one
MIGRATIONS: dict[int, Callable[[sqlite3.Connection], object]] = {
    1: lambda db: db.execute("DROP TABLE IF EXISTS users"),  # was empty; the others are new
    2: lambda _db: None,  # a new table only, which ``prepare`` creates
    3: lambda _db: None,  # so are these
}


def prepare(db: sqlite3.Connection, name: str) -> None:
    """Create the schema, or bring an older file up to date. ``name`` is for the message."""
    script = f"{TABLES}{GUARDS}{VIEWS}PRAGMA application_id = {APPLICATION};"
    upgrade(db, lambda: _version(db, name), VERSION, MIGRATIONS, script)


def _version(db: sqlite3.Connection, name: str) -> int:
    """The file's version. SchemaError when it is not ours, or a newer one."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if mark != APPLICATION and not (empty and found == 0):
        raise SchemaError(
            f"数据库 {name} 不是账号库，可能是编号为 office 的网站的数据库。"
            "请在配置里给那个网站换一个编号，并把文件改成相应的名称。"
        )
    if found > VERSION:
        raise SchemaError(
            f"数据库 {name} 是更新版本的 govcheck 写的（结构版本 {found}，本程序认识到 {VERSION}）。"
            "请升级 govcheck 后再用。"
        )
    return found
