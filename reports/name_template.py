"""Names of files by a template: {编号}_{单位}. Only the fields named here, nothing reached through them."""

from collections.abc import Mapping, Sequence
from datetime import date
from string import Formatter

from attrs import frozen

from ..engine.diagnostic import Refusal
from .dispatch_problems import unknown_name_field, wrong_name_template
from .letters import Letter, name_values

FIELDS = ("编号", "文号", "年份", "日期", "单位", "文种", "事项", "件数", "个案")


@frozen
class NameTemplate:
    """A checked template. A number may say how many digits it has at least: {编号:03}."""

    text: str

    @classmethod
    def read(cls, text: str) -> "NameTemplate":
        """Check a template. Raises Refusal where it is wrong or asks for what there is none of."""
        try:
            parts = [(name, form, how) for _, name, form, how in Formatter().parse(text) if name is not None]
        except ValueError as error:
            raise Refusal((wrong_name_template(text, "大括号不成对"),)) from error
        problems = []
        for name, form, how in parts:
            if name not in FIELDS:
                problems.append(unknown_name_field(name, FIELDS))
            elif how or (form and not (form.isascii() and form.isdigit() and len(form) <= 2)):
                problems.append(wrong_name_template(text, f"「{name}」后面只能写 :03 这样的位数"))
        if not parts:
            problems.append(wrong_name_template(text, "里面没有任何一项，每份文书都会同名"))
        if problems:
            raise Refusal(tuple(problems))
        return cls(text)

    def fill(self, values: Mapping[str, str | int]) -> str:
        """The name with its fields filled in; not yet safe as the name of a file."""
        made = []
        for plain, name, form, _ in Formatter().parse(self.text):
            made.append(plain)
            if name is not None:
                value = str(values[name])
                made.append(value.zfill(int(form)) if form and value.isdigit() else value)
        return "".join(made)

    def fill_all(self, letters: Sequence[Letter], day: date, number_from: int) -> list[str]:
        """A name for each letter, numbered in their order."""
        return [self.fill(name_values(letter, day, n)) for n, letter in enumerate(letters, start=number_from)]
