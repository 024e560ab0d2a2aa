CREATE TABLE accounts (
  key TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL, platform TEXT NOT NULL,
  platform_text TEXT NOT NULL, platform_id TEXT NOT NULL, organiser TEXT NOT NULL,
  supervisor TEXT NOT NULL, filing_no TEXT NOT NULL, status TEXT NOT NULL,
  status_text TEXT NOT NULL, opened_on TEXT, status_on TEXT, home_url TEXT NOT NULL,
  claimed_on TEXT, note TEXT NOT NULL, update_rule TEXT NOT NULL, max_gap_days INTEGER,
  sources TEXT NOT NULL, added_at TEXT NOT NULL, changed_at TEXT NOT NULL,
  missing_since TEXT);
CREATE INDEX accounts_by_place ON accounts (place);
CREATE TABLE posts (
  account TEXT NOT NULL REFERENCES accounts (key), source TEXT NOT NULL, post_id TEXT NOT NULL,
  title TEXT NOT NULL, url TEXT NOT NULL, published_at TEXT, precision TEXT NOT NULL,
  state TEXT NOT NULL, pinned INTEGER NOT NULL, edited INTEGER NOT NULL, fetched_at TEXT NOT NULL,
  PRIMARY KEY (account, source, post_id)) WITHOUT ROWID;
CREATE TABLE source_runs (
  id INTEGER PRIMARY KEY, walk TEXT NOT NULL, account TEXT NOT NULL REFERENCES accounts (key),
  source TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT, detail TEXT NOT NULL,
  exhaustive INTEGER NOT NULL, covered_from TEXT, covered_to TEXT, started TEXT, ended TEXT,
  UNIQUE (walk, account, source));
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (key), who TEXT NOT NULL,
  seen_on TEXT NOT NULL, finding TEXT NOT NULL, last_post TEXT, links TEXT NOT NULL,
  picture TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX evidence_by_account ON evidence (account, id);
CREATE TABLE proof_links (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts (key), url TEXT NOT NULL,
  origin TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (account, url));
CREATE TABLE users (name TEXT PRIMARY KEY, unit TEXT NOT NULL, added_at TEXT NOT NULL);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
  subject TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TRIGGER evidence_no_UPDATE BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_no_DELETE BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER audit_no_UPDATE BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_DELETE BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE VIEW 账号 AS
  SELECT key AS 编号, name AS 账号名称, platform_text AS 平台, platform_id AS 账号ID,
         organiser AS 主办单位, supervisor AS 主管单位, status AS 状态, home_url AS 主页,
         missing_since AS 台账中消失于 FROM accounts;
CREATE VIEW 人工佐证 AS
  SELECT a.name AS 账号名称, e.seen_on AS 核查日期, e.who AS 核查人,
         CASE e.finding WHEN 'updated' THEN '有更新' ELSE '无更新' END AS 结论,
         e.last_post AS 最近一条, e.links AS 链接, e.picture AS 图片, e.note AS 备注, e.at AS 录入时间
  FROM evidence e JOIN accounts a ON a.key = e.account;
CREATE VIEW 操作记录 AS
  SELECT at AS 时间, who AS 操作人, action AS 操作, subject AS 对象, detail AS 详情 FROM audit;
PRAGMA user_version = 1;
PRAGMA application_id = 1735358017;
