"""Explanations of one case: every step with its value and clause, sensitive values masked."""

import json

from guiju.reports.trace_text import trace_json, trace_text

from . import samples


def test_the_whole_of_one_explanation():
    assert trace_text(samples.trace()).splitlines() == [
        "职责 司法所反馈回执：逾期未履行",
        "  依据：第12项（四、保障措施 > （二）衔接）",
        "  　　　「填写回执单于5个工作日内向监所反馈」",
        "  解释：以先到者为准",
        "  经过：",
        "    · 适用：是　[第12项]",
        "    · 期限：2012-05-04　[第12项、《民法典》第二百零三条]",
        "      （跳过 4月28日（调休上班除外））",
        "      · 信息收到日期：2012-04-26",
        "        （导出第3行）",
        "      · 姓名：***",
    ]


def test_sensitive_values_and_notes_beside_them_show_only_where_asked():
    assert "张三" not in trace_text(samples.trace())
    assert "张三" not in json.dumps(trace_json(samples.trace()), ensure_ascii=False)
    shown = trace_text(samples.trace(), unmask=True)
    assert "· 姓名：张三" in shown
    assert "（张三 另有曾用名）" in shown


def test_json_is_plain_to_the_last_step():
    found = json.loads(json.dumps(trace_json(samples.trace(), unmask=True)))
    assert list(found) == ["rule", "kind", "outcome", "citations", "readings", "lines"]
    due = found["lines"][1]
    assert [citation["clause"] for citation in due["citations"]] == ["第12项", "第二百零三条"]
    assert [step["value"] for step in due["children"]] == ["2012-04-26", "张三"]
