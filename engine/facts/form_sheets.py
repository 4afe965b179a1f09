"""The sheets of a blank form that are no 台账: how to fill it in, and the lists behind its drop-downs."""

GUIDE = "填写说明"
LISTS = "下拉选项"

FORM_SHEETS = (GUIDE, LISTS)
"""An export that came of a form holds them; nobody need be told that they are not read."""
