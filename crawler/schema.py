"""The SQLite schema of a site's file: tables, Chinese views, version and migrations.

Facts (runs, urls, fetches, attempts, outlinks, bodies, skipped, probes, artifacts) are written by the crawl
and never changed by judging. Everything else is derived from them, or is a person's decision.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping

from checks.errors import UserError
from crawler.workflow import site_tables

VERSION = 6

TABLES = """
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, as_of TEXT NOT NULL, started_at TEXT NOT NULL,
  finished_at TEXT, stop_reason TEXT, user_agent TEXT, engine TEXT,
  settings TEXT, counts TEXT);
CREATE TABLE IF NOT EXISTS urls (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS fetches (
  run INTEGER NOT NULL, url INTEGER NOT NULL, role TEXT NOT NULL, external INTEGER NOT NULL,
  state TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL, method TEXT NOT NULL,
  final_url TEXT, content_type TEXT, charset TEXT, charset_source TEXT, length INTEGER,
  latency_ms INTEGER, fetched_at TEXT NOT NULL, body TEXT, detail TEXT,
  PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (
  run INTEGER NOT NULL, url INTEGER NOT NULL, at TEXT NOT NULL, method TEXT NOT NULL,
  status INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_by_url ON attempts (run, url);
CREATE TABLE IF NOT EXISTS outlinks (
  run INTEGER NOT NULL, url INTEGER NOT NULL, targets BLOB NOT NULL,
  PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bodies (sha TEXT PRIMARY KEY, data BLOB NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS skipped (run INTEGER NOT NULL, url TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS probes (
  at TEXT NOT NULL, ok INTEGER, seconds REAL NOT NULL, detail TEXT NOT NULL,
  family TEXT NOT NULL DEFAULT 'ipv4', status INTEGER NOT NULL DEFAULT 0, dns_ms INTEGER,
  tcp_ms INTEGER, tls_ms INTEGER, first_byte_ms INTEGER);

CREATE TABLE IF NOT EXISTS artifacts (
  run INTEGER NOT NULL, url INTEGER NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL,
  engine TEXT NOT NULL, gathered_at TEXT NOT NULL,
  PRIMARY KEY (run, url, name)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS visits (
  run INTEGER NOT NULL, url INTEGER NOT NULL, task TEXT NOT NULL DEFAULT 'page',
  state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0, chosen TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', seconds REAL, PRIMARY KEY (run, url, task)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS structures (
  run INTEGER NOT NULL, url INTEGER NOT NULL, template INTEGER NOT NULL, tokens BLOB NOT NULL,
  key TEXT NOT NULL, PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rendered (
  run INTEGER NOT NULL, url INTEGER NOT NULL, body TEXT, final_url TEXT NOT NULL,
  rendered_at TEXT NOT NULL, trouble TEXT NOT NULL DEFAULT '', aside TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pictures (
  sha TEXT PRIMARY KEY, media_type TEXT NOT NULL, data BLOB NOT NULL, width INTEGER, height INTEGER);
CREATE TABLE IF NOT EXISTS screenshots (
  run INTEGER NOT NULL, url INTEGER NOT NULL, name TEXT NOT NULL, picture TEXT NOT NULL,
  taken_at TEXT NOT NULL, about TEXT NOT NULL, PRIMARY KEY (run, url, name)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS readings (
  run INTEGER NOT NULL, url INTEGER NOT NULL, engine TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT, published TEXT, precision TEXT, source TEXT, published_text TEXT,
  latest_item TEXT, item_links INTEGER, script_built INTEGER, reason TEXT,
  labels TEXT, items TEXT, facts TEXT, PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judgements (
  month TEXT NOT NULL, rubric TEXT NOT NULL, rubric_sha TEXT NOT NULL, as_of TEXT NOT NULL,
  engine TEXT NOT NULL, run INTEGER NOT NULL, judged_at TEXT NOT NULL,
  PRIMARY KEY (month, rubric));
CREATE TABLE IF NOT EXISTS results (
  month TEXT NOT NULL, rubric TEXT NOT NULL, key TEXT NOT NULL, number TEXT NOT NULL,
  check_id TEXT NOT NULL, outcome TEXT NOT NULL, url TEXT NOT NULL, target TEXT, unit TEXT,
  mender TEXT, column_name TEXT, rule TEXT, value TEXT, message TEXT NOT NULL, locator TEXT,
  excerpt TEXT, fix TEXT, found_on TEXT, evidence TEXT, inherited_on TEXT,
  PRIMARY KEY (month, rubric, key));
CREATE TABLE IF NOT EXISTS sampled (
  month TEXT NOT NULL, rubric TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (month, rubric));
CREATE TABLE IF NOT EXISTS tallies (
  month TEXT NOT NULL, rubric TEXT NOT NULL, check_id TEXT NOT NULL, outcome TEXT NOT NULL,
  n INTEGER NOT NULL, PRIMARY KEY (month, rubric, check_id, outcome));
CREATE TABLE IF NOT EXISTS numbers (
  month TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (month, key));
CREATE TABLE IF NOT EXISTS rubrics (sha TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scores (
  month TEXT NOT NULL, rubric TEXT NOT NULL, scored_at TEXT NOT NULL, score TEXT NOT NULL,
  PRIMARY KEY (month, rubric));
CREATE TABLE IF NOT EXISTS manual_results (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, indicator TEXT NOT NULL, outcome TEXT NOT NULL,
  points TEXT, at TEXT NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL,
  seen_on TEXT, evidence TEXT, evidence_sha TEXT);
"""

VIEWS = """
CREATE VIEW IF NOT EXISTS 抓取批次 AS
  SELECT id AS 批次, month AS 月份, as_of AS 监测至, started_at AS 开始, finished_at AS 结束,
         stop_reason AS 结束原因, counts AS 数量 FROM runs;
CREATE VIEW IF NOT EXISTS 页面 AS
  SELECT r.month AS 月份, u.url AS 地址, g.kind AS 类型, g.title AS 标题, g.published AS 发布时间,
         g.latest_item AS 最新条目, f.status AS 状态码, f.fetched_at AS 抓取时间
  FROM readings g JOIN urls u ON u.id = g.url JOIN runs r ON r.id = g.run
  JOIN fetches f ON f.run = g.run AND f.url = g.url;
CREATE VIEW IF NOT EXISTS 链接 AS
  SELECT r.month AS 月份, u.url AS 地址, f.state AS 状态, f.status AS 状态码, f.reason AS 原因,
         f.role AS 用途, f.external AS 外部, f.fetched_at AS 时间
  FROM fetches f JOIN urls u ON u.id = f.url JOIN runs r ON r.id = f.run;
CREATE VIEW IF NOT EXISTS 问题 AS
  SELECT month AS 月份, rubric AS 口径, number AS 编号, check_id AS 检查, outcome AS 结论,
         unit AS 责任单位, mender AS 整改方, message AS 说明, url AS 地址, target AS 目标,
         locator AS 位置, excerpt AS 片段 FROM results;
CREATE VIEW IF NOT EXISTS 可用性采样 AS
  SELECT at AS 时间, family AS 网络, CASE ok WHEN 1 THEN '打开' WHEN 0 THEN '没打开' ELSE '不计入' END
         AS 结果, seconds AS 秒数, status AS 状态码, dns_ms AS 解析毫秒, tcp_ms AS 连接毫秒,
         tls_ms AS 加密毫秒, first_byte_ms AS 首字节毫秒, detail AS 说明 FROM probes;
CREATE VIEW IF NOT EXISTS 人工评定 AS
  SELECT month AS 月份, indicator AS 指标, outcome AS 结论, points AS 分值, seen_on AS 评定日期,
         by AS 评定人, note AS 说明, evidence AS 佐证, at AS 录入时间 FROM manual_results;
CREATE VIEW IF NOT EXISTS 得分 AS
  SELECT month AS 月份, rubric AS 口径, scored_at AS 计分时间,
         json_extract(score, '$.verdict') AS 结论, json_extract(score, '$.trial') AS 试算分,
         json_extract(score, '$.official') AS 正式分 FROM scores;
"""


def _add_facts(db: sqlite3.Connection) -> None:
    _add(db, "readings", "facts", "TEXT")


def _add_timings_and_evidence(db: sqlite3.Connection) -> None:
    """Probes say how far they got and by which network; manual results name their evidence."""
    _add(db, "probes", "family", "TEXT NOT NULL DEFAULT 'ipv4'")
    _add(db, "probes", "status", "INTEGER NOT NULL DEFAULT 0")
    for name in ("dns_ms", "tcp_ms", "tls_ms", "first_byte_ms"):
        _add(db, "probes", name, "INTEGER")
    for name in ("seen_on", "evidence", "evidence_sha"):
        _add(db, "manual_results", name, "TEXT")


def _new_tables_only(_db: sqlite3.Connection) -> None:
    """Versions 4 and 5 add what browsers gathered and the queue of pages they visit; ``prepare``
    creates the tables.
    """


def _tasks_of_visits(db: sqlite3.Connection) -> None:
    """A page can be visited for several reasons (the queue only holds what is still to do), and a
    decision can cover several findings, answer an appeal or take another one back.
    """
    db.execute("DROP TABLE IF EXISTS visits")
    db.execute("DROP TABLE IF EXISTS structures")
    _add(db, "results", "inherited_on", "TEXT")
    for name in ("batch", "month"):
        _add(db, "reviews", name, "TEXT NOT NULL DEFAULT ''")
    _add(db, "reviews", "appeal", "INTEGER")
    _add(db, "reviews", "undoes", "TEXT NOT NULL DEFAULT ''")


def _add(db: sqlite3.Connection, table: str, column: str, kind: str) -> None:
    """Add a column; one that is there already (a half-done upgrade) stays."""
    known = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
    if column not in known:
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


# version -> what brings a file of that version to the next one
MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {
    1: _add_facts,
    2: _add_timings_and_evidence,
    3: _new_tables_only,
    4: _new_tables_only,
    5: _tasks_of_visits,
}


class SchemaError(UserError):
    """The file cannot be used by this version; the message is Chinese and says what to do."""


def prepare(db: sqlite3.Connection, name: str) -> None:
    """Create the schema, or bring an older file up to date. ``name`` is for the message."""
    script = TABLES + site_tables.TABLES + VIEWS + site_tables.VIEWS + site_tables.guards()
    upgrade(db, lambda: _version(db, name), VERSION, MIGRATIONS, script)


def upgrade(
    db: sqlite3.Connection,
    version_of: Callable[[], int],
    wanted: int,
    migrations: Mapping[int, Callable[[sqlite3.Connection], object]],
    script: str,
) -> None:
    """Bring a file to the version ``wanted`` by its migrations, then create what is missing.

    All in one transaction: who is killed in the middle, or comes second, finds nothing half done.
    """
    if version_of() == wanted:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        found = version_of()  # another process may have been first
        for version in range(found or wanted, wanted):
            migrations[version](db)
        if found < wanted:
            for statement in statements(script):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {wanted}")
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _version(db: sqlite3.Connection, name: str) -> int:
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise SchemaError(
            f"数据库 {name} 是更新版本的 govcheck 写的（结构版本 {found}，本程序认识到 {VERSION}）。"
            "请升级 govcheck 后再用。"
        )
    return found


def statements(script: str) -> Iterator[str]:
    """The single statements of a script: ``executescript`` would end the transaction."""
    statement = ""
    for part in script.split(";")[:-1]:
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
