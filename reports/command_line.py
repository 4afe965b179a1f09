"""The command line in Chinese: help by kind of user, and what was wrong with a call."""

import errno
from typing import Any

import click

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
MEMORY_WORDS = (
    "错误：内存不够，没有写出结果\n"
    "建议：关闭其他程序后再试，或者换一台内存大的电脑；核查大的导出时用 --engine duckdb，并用 --memory 限制数据库的用量"
)


class _Formatter(click.HelpFormatter):
    def write_heading(self, heading: str) -> None:
        """Write the heading of a section with a full-width colon, as the usage line has one."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")


class _Context(click.Context):
    formatter_class = _Formatter


class InChinese(click.Command):
    """A command whose help is in Chinese throughout."""

    context_class = _Context

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the name of the command on the usage line."""
        return ["[选项]", *(piece for p in self.get_params(ctx) for piece in p.get_usage_pieces(ctx))]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), "用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their heading."""
        options = [(p, p.get_help_record(ctx)) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [(r[0], f"{p.help}{'（必须写）' if p.required else ''}") for p, r in options if r]
        with formatter.section("选项"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help, explained in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class InChineseGroup(InChinese, click.Group):
    """A group of commands whose help is in Chinese; its commands are listed in one section."""

    command_class = InChinese

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows `policy` on the usage line."""
        return ["命令", "[选项]…"]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named, or say which there are."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(f"没有「{args[0]}」这个命令，可用的有：{'、'.join(self.commands)}", ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what each is for."""
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str(80)) for name, command in self.commands.items()])


class Sections(InChineseGroup):
    """A group whose help lists the commands by who uses them; `sections` are titles with the names of commands."""

    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each kind of user."""
        for title, names in self.sections:
            commands = [(name, self.commands[name]) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(80)) for name, command in commands])


def usage_words(mistake: click.ClickException) -> str:
    """What was wrong with the command line, in Chinese."""
    match mistake:
        case click.NoSuchOption(option_name=name, possibilities=near):
            words = f"没有「{name}」这个选项" + (f"，是不是 {'、'.join(near)}？" if near else "")
        case click.MissingParameter(param=param) if param is not None:
            words = f"缺少{_parameter_words(param, mistake)}"
        case click.BadParameter(param=param, message=message) if param is not None:
            name = param.opts[0] if isinstance(param, click.Option) else (param.metavar or "")
            words = f"{name}：{_wanted(param.type) or message}"
        case click.BadOptionUsage(option_name=name):
            words = f"「{name}」后面要写值"
        case click.UsageError(message=message) if message.startswith("Got unexpected extra argument"):
            words = f"多写了：{message[message.index('(') + 1 :].rstrip(')')}"
        case _:
            words = mistake.format_message()
    context = mistake.ctx if isinstance(mistake, click.UsageError) else None
    usage = f"\n用法见：{context.command_path} --help" if context is not None else ""
    return f"错误：{words}{usage}"


def _parameter_words(parameter: click.Parameter, mistake: click.MissingParameter) -> str:
    """An argument or option as the usage line calls it."""
    if not isinstance(parameter, click.Argument):
        return parameter.opts[0]
    return parameter.make_metavar(mistake.ctx or click.Context(click.Command("policy")))


def _wanted(kind: "click.ParamType[Any]") -> str:
    """What a value of a kind must be; empty where the message of the kind says so itself."""
    match kind:
        case click.Choice(choices=choices):
            return f"只能写 {'、'.join(map(str, choices))}"
        case click.IntRange(min=low, max=high):
            return f"要写不小于{low}的整数" if high is None else f"要写{low}至{high}的整数"
        case click.Path():
            return "要写文件夹，这个名称已是文件"
        case _:
            return ""


def file_words(failure: OSError) -> str:
    """What went wrong with a file, in Chinese, and what to do."""
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "没有这个文件或文件夹",
        FileExistsError: "这个名称已有文件",
        IsADirectoryError: "这是文件夹，不是文件",
        NotADirectoryError: "这是文件，不是文件夹",
        PermissionError: "没有权限",
    }
    reason = reasons.get(type(failure), f"系统错误 {failure.errno}" if failure.errno else "系统错误")
    remedy = "检查磁盘空间和文件夹权限；文件若在 Excel 或 Word 里开着，请先关闭"
    if isinstance(failure, FileNotFoundError):
        remedy = "核对文件名和所在的文件夹"
    if failure.errno in DISK_FULL:
        reason, remedy = "磁盘满了，写到一半的文件已经删除，原有的文件没有改动", "腾出空间，或者写到别的磁盘上再试"
    what = f"读写「{failure.filename}」失败" if failure.filename else "读写文件失败"
    return f"错误：{what}：{reason}\n建议：{remedy}"
