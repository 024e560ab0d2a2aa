CREATE TABLE runs (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, as_of TEXT NOT NULL, started_at TEXT NOT NULL,
  finished_at TEXT, stop_reason TEXT, user_agent TEXT, engine TEXT,
  settings TEXT, counts TEXT);
CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
CREATE TABLE fetches (
  run INTEGER NOT NULL, url INTEGER NOT NULL, role TEXT NOT NULL, external INTEGER NOT NULL,
  state TEXT NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL, method TEXT NOT NULL,
  final_url TEXT, content_type TEXT, charset TEXT, charset_source TEXT, length INTEGER,
  latency_ms INTEGER, fetched_at TEXT NOT NULL, body TEXT, detail TEXT,
  PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE attempts (
  run INTEGER NOT NULL, url INTEGER NOT NULL, at TEXT NOT NULL, method TEXT NOT NULL,
  status INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE INDEX attempts_by_url ON attempts (run, url);
CREATE TABLE outlinks (
  run INTEGER NOT NULL, url INTEGER NOT NULL, targets BLOB NOT NULL,
  PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE bodies (sha TEXT PRIMARY KEY, data BLOB NOT NULL, size INTEGER NOT NULL);
CREATE TABLE skipped (run INTEGER NOT NULL, url TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE probes (
  at TEXT NOT NULL, ok INTEGER, seconds REAL NOT NULL, detail TEXT NOT NULL);
CREATE TABLE readings (
  run INTEGER NOT NULL, url INTEGER NOT NULL, engine TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT, published TEXT, precision TEXT, source TEXT, published_text TEXT,
  latest_item TEXT, item_links INTEGER, script_built INTEGER, reason TEXT,
  labels TEXT, items TEXT, facts TEXT, PRIMARY KEY (run, url)) WITHOUT ROWID;
CREATE TABLE judgements (
  month TEXT NOT NULL, rubric TEXT NOT NULL, rubric_sha TEXT NOT NULL, as_of TEXT NOT NULL,
  engine TEXT NOT NULL, run INTEGER NOT NULL, judged_at TEXT NOT NULL,
  PRIMARY KEY (month, rubric));
CREATE TABLE results (
  month TEXT NOT NULL, rubric TEXT NOT NULL, key TEXT NOT NULL, number TEXT NOT NULL,
  check_id TEXT NOT NULL, outcome TEXT NOT NULL, url TEXT NOT NULL, target TEXT, unit TEXT,
  mender TEXT, column_name TEXT, rule TEXT, value TEXT, message TEXT NOT NULL, locator TEXT,
  excerpt TEXT, fix TEXT, found_on TEXT, evidence TEXT, PRIMARY KEY (month, rubric, key));
CREATE TABLE tallies (
  month TEXT NOT NULL, rubric TEXT NOT NULL, check_id TEXT NOT NULL, outcome TEXT NOT NULL,
  n INTEGER NOT NULL, PRIMARY KEY (month, rubric, check_id, outcome));
CREATE TABLE numbers (
  month TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (month, key));
CREATE TABLE rubrics (sha TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE scores (
  month TEXT NOT NULL, rubric TEXT NOT NULL, scored_at TEXT NOT NULL, score TEXT NOT NULL,
  PRIMARY KEY (month, rubric));
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, at TEXT NOT NULL, verdict TEXT NOT NULL,
  by TEXT NOT NULL, note TEXT NOT NULL, until TEXT);
CREATE TABLE manual_results (
  id INTEGER PRIMARY KEY, month TEXT NOT NULL, indicator TEXT NOT NULL, outcome TEXT NOT NULL,
  points TEXT, at TEXT NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL);
CREATE VIEW 抓取批次 AS
  SELECT id AS 批次, month AS 月份, as_of AS 监测至, started_at AS 开始, finished_at AS 结束,
         stop_reason AS 结束原因, counts AS 数量 FROM runs;
CREATE VIEW 页面 AS
  SELECT r.month AS 月份, u.url AS 地址, g.kind AS 类型, g.title AS 标题, g.published AS 发布时间,
         g.latest_item AS 最新条目, f.status AS 状态码, f.fetched_at AS 抓取时间
  FROM readings g JOIN urls u ON u.id = g.url JOIN runs r ON r.id = g.run
  JOIN fetches f ON f.run = g.run AND f.url = g.url;
CREATE VIEW 链接 AS
  SELECT r.month AS 月份, u.url AS 地址, f.state AS 状态, f.status AS 状态码, f.reason AS 原因,
         f.role AS 用途, f.external AS 外部, f.fetched_at AS 时间
  FROM fetches f JOIN urls u ON u.id = f.url JOIN runs r ON r.id = f.run;
CREATE VIEW 问题 AS
  SELECT month AS 月份, rubric AS 口径, number AS 编号, check_id AS 检查, outcome AS 结论,
         unit AS 责任单位, mender AS 整改方, message AS 说明, url AS 地址, target AS 目标,
         locator AS 位置, excerpt AS 片段 FROM results;
CREATE VIEW 得分 AS
  SELECT month AS 月份, rubric AS 口径, scored_at AS 计分时间,
         json_extract(score, '$.verdict') AS 结论, json_extract(score, '$.trial') AS 试算分,
         json_extract(score, '$.official') AS 正式分 FROM scores;
PRAGMA user_version = 2;
