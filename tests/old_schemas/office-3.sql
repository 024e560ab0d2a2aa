
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
CREATE TRIGGER IF NOT EXISTS evidence_no_UPDATE BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER IF NOT EXISTS evidence_no_DELETE BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_no_UPDATE BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_no_DELETE BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER IF NOT EXISTS decisions_no_UPDATE BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only'); END;
CREATE TRIGGER IF NOT EXISTS decisions_no_DELETE BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions is append-only'); END;
CREATE TRIGGER IF NOT EXISTS month_steps_no_UPDATE BEFORE UPDATE ON month_steps BEGIN SELECT RAISE(ABORT, 'month_steps is append-only'); END;
CREATE TRIGGER IF NOT EXISTS month_steps_no_DELETE BEFORE DELETE ON month_steps BEGIN SELECT RAISE(ABORT, 'month_steps is append-only'); END;
CREATE TRIGGER IF NOT EXISTS papers_no_UPDATE BEFORE UPDATE ON papers BEGIN SELECT RAISE(ABORT, 'papers is append-only'); END;
CREATE TRIGGER IF NOT EXISTS papers_no_DELETE BEFORE DELETE ON papers BEGIN SELECT RAISE(ABORT, 'papers is append-only'); END;
CREATE TRIGGER IF NOT EXISTS scans_no_UPDATE BEFORE UPDATE ON scans BEGIN SELECT RAISE(ABORT, 'scans is append-only'); END;
CREATE TRIGGER IF NOT EXISTS scans_no_DELETE BEFORE DELETE ON scans BEGIN SELECT RAISE(ABORT, 'scans is append-only'); END;

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
CREATE VIEW IF NOT EXISTS 操作记录 AS
  SELECT at AS 时间, who AS 操作人, action AS 操作, subject AS 对象, detail AS 详情 FROM audit;
PRAGMA application_id = 1735358017;
PRAGMA user_version = 3;
