"""The names officers ask for documents by with `--type`; apart from what makes them, so that help is quick."""

ALL = "全部"
FROM_RULES = ("任务分工表", "部门分工表", "部门责任清单", "重点任务时间表", "原文与规则对照表")
FROM_CASES = ("督办通知书",)
FROM_SUMS = ("经费测算表", "补助明细表")
FROM_STATES = ("考核通报", "缺失数据清单")
