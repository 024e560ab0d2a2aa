"""Tables of a site's file that hold what people decided and what was made final.

What a person said is only ever added to. What belongs to a month that is final cannot be changed by
anybody: the database itself refuses.
"""

APPEND_ONLY = ("reviews", "appeals", "rulings", "replies", "frozen", "snapshots")
BY_MONTH = ("runs", "judgements", "results", "tallies", "numbers", "scores", "manual_results")
BY_RUN = ("fetches", "attempts", "outlinks", "artifacts", "readings", "rendered", "structures")
REFUSAL = "month is final"
"""How the database's own refusal begins; :mod:`crawler.workflow.final` makes it Chinese."""

TABLES = """
CREATE TABLE IF NOT EXISTS reviews (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, at TEXT NOT NULL, verdict TEXT NOT NULL,
  by TEXT NOT NULL, note TEXT NOT NULL, until TEXT, batch TEXT NOT NULL DEFAULT '',
  month TEXT NOT NULL DEFAULT '', appeal INTEGER, undoes TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS reviews_by_key ON reviews (key, id);
CREATE TABLE IF NOT EXISTS appeals (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, key TEXT NOT NULL, unit TEXT NOT NULL,
  kind TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL DEFAULT '',
  covers TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL, by TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS appeals_by_key ON appeals (month, key);
CREATE TABLE IF NOT EXISTS rulings (
  id INTEGER PRIMARY KEY, appeal INTEGER NOT NULL REFERENCES appeals (id), ruling TEXT NOT NULL,
  note TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS replies (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, key TEXT NOT NULL, unit TEXT NOT NULL,
  measure TEXT NOT NULL, done_on TEXT, at TEXT NOT NULL, by TEXT NOT NULL,
  origin TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS replies_by_key ON replies (month, key);
CREATE TABLE IF NOT EXISTS rechecks (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, key TEXT NOT NULL, asked_at TEXT NOT NULL,
  asked_by TEXT NOT NULL, why TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
  looked_at TEXT, outcome TEXT, message TEXT, evidence TEXT);
CREATE INDEX IF NOT EXISTS rechecks_by_key ON rechecks (key, id);
CREATE TABLE IF NOT EXISTS derived (
  month TEXT NOT NULL, rubric TEXT NOT NULL, name TEXT NOT NULL, stamp TEXT NOT NULL,
  json TEXT NOT NULL, PRIMARY KEY (month, rubric, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frozen (month TEXT PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS snapshots (
  month TEXT NOT NULL, correction INTEGER NOT NULL, name TEXT NOT NULL, sha TEXT NOT NULL,
  data BLOB NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (month, correction, name)) WITHOUT ROWID;
"""

VIEWS = """
CREATE VIEW IF NOT EXISTS 复核 AS
  SELECT key AS 问题, verdict AS 决定, by AS 决定人, at AS 时间, note AS 理由, until AS 有效至,
         undoes AS 撤销 FROM reviews;
CREATE VIEW IF NOT EXISTS 申诉 AS
  SELECT a.month AS 月份, a.key AS 问题, a.unit AS 单位, a.kind AS 类别, a.reason AS 理由,
         a.at AS 时间, a.by AS 申诉人, r.ruling AS 处理, r.note AS 处理说明, r.by AS 处理人,
         r.at AS 处理时间
  FROM appeals a LEFT JOIN rulings r
    ON r.id = (SELECT max(id) FROM rulings WHERE appeal = a.id);
CREATE VIEW IF NOT EXISTS 整改回复 AS
  SELECT month AS 月份, key AS 问题, unit AS 单位, measure AS 整改措施, done_on AS 完成时间,
         at AS 时间, by AS 填报人 FROM replies;
"""


def guards() -> str:
    """Triggers that refuse what must never change."""
    made = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    for table in BY_MONTH:
        made += _final(table, "{row}.month")
    for table in BY_RUN:
        made += _final(table, "(SELECT month FROM runs WHERE id = {row}.run)")
    return "\n".join(made)


def _final(table: str, month: str) -> list[str]:
    made = []
    for verb in ("INSERT", "UPDATE", "DELETE"):
        where = month.format(row="OLD" if verb == "DELETE" else "NEW")
        made.append(
            f"CREATE TRIGGER IF NOT EXISTS {table}_final_{verb.lower()} BEFORE {verb} ON {table} "  # noqa: S608 - names of ours
            f"WHEN EXISTS (SELECT 1 FROM frozen WHERE month = {where}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END;"
        )
    return made
