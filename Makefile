# make run 和 make test 都可以作为第一条命令：准备工作由 .ci/setup 完成，已经做过的不再做。
.DEFAULT_GOAL := help
.PHONY: help setup run test test-full lint bench bundle lock readme clean

help:
	@echo "make run        演示：检查一个虚构的区政府网站，最后给出报告文件"
	@echo "make test       规范检查和全部测试"
	@echo "make test-full  另加耗时的完整样本测试"
	@echo "make lint       只做规范检查（ruff、mypy、import-linter）"
	@echo "make bench      性能测量（tests/bench）"
	@echo "make bundle     做离线安装包（x86_64 和 aarch64），放在 dist"
	@echo "make lock       重新生成 requirements.lock 和 package-lock.json"
	@echo "make readme     更新 README 里的检查项表格"
	@echo "make clean      删除 .venv、node_modules 和缓存（不动数据和报告）"

setup:
	@.ci/setup

run: setup
	@.venv/bin/govcheck demo

test: setup
	@.ci/test

test-full: setup
	@GOVCHECK_FULL=1 .ci/test

lint: setup
	@.ci/test --lint-only

bench: setup
	.venv/bin/python tests/bench/run_short.py

bundle: setup
	@.venv/bin/python .ci/bundle.py $(MACHINE)

lock:
	@.ci/lock

readme: setup
	@.ci/readme

clean:
	rm -rf .venv .tools node_modules build dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find checks crawler reports tests -name __pycache__ -type d -prune -exec rm -rf {} +
