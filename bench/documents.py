"""How long 1,000 letters of two pages take as .docx and as .pdf; run as `python bench/documents.py [COUNT]`.

Targets: 40 s for .docx and 30 s for .pdf on two cores. The letters differ; templates are filled in as in `policy notice`.
"""

import sys
import tempfile
import time
from pathlib import Path

from guiju.reports.rendering import fill
from guiju.reports.writers.formats import Form, Output

TARGETS = {Form.DOCX: 40.0, Form.PDF: 30.0}


def fields(number: int) -> dict[str, object]:
    """The fields of a 督办通知书 with two matters."""
    cases = [
        {
            "编号": f"A{number:04d}-{case}",
            "触发日": "2012年4月26日",
            "原定时限": "2012年5月4日",
            "履行日期": "未履行",
            "逾期天数": case,
        }
        for case in range(4)
    ]
    matter = {
        "名称": "反馈回执",
        "规定自": "",
        "件数": len(cases),
        "情形": "",
        "条款": "第4项",
        "依据": [{"条款": "第4项", "原文": "填写回执单于5个工作日内向监所反馈"}],
        "要求": "填写回执单向监所反馈",
        "时限": "信息收到日期起5个工作日内",
        "情况": "逾期未履行4件",
        "台账": "「人员」台账",
        "解释": [],
        "案件": cases,
        "推算": [],
    }
    return {
        "发文机关": "某市司法局",
        "文号": f"〔2012〕{number}号",
        "日期": "2012年5月21日",
        "承办单位": f"第{number}司法所",
        "抄送": "某市财政局",
        "政策": "《试行办法》",
        "截至日期": "2012年5月20日",
        "件数": 4,
        "反馈时限": "2012年5月31日",
        "反馈日数": 10,
        "明细另附": False,
        "有逾期": True,
        "拒收": "",
        "规则版本": "0123456789ab",
        "事项": [matter],
    }


def measure(form: Form, count: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    with tempfile.TemporaryDirectory() as folder:
        output = Output(Path(folder), (form,))
        clock, processor = time.perf_counter(), time.process_time()
        for number in range(count):
            output.write(fill("督办通知书.md.j2", fields(number)), f"通知-{number}")
        return time.perf_counter() - clock, time.process_time() - processor


def main() -> None:
    """Print the times beside the targets."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for form, target in TARGETS.items():
        clock, processor = measure(form, count)
        allowed = target * count / 1000
        verdict = "met" if clock <= allowed else "missed"
        print(
            f"{count} .{form.value:5} {clock:6.1f} s ({processor:.1f} s of processor)  target {allowed:.1f} s: {verdict}"
        )


if __name__ == "__main__":
    main()
