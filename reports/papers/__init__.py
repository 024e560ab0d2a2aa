"""Papers an office issues: 通报, 检查结果表, 整改通知单, 取证单, from templates it can replace."""
