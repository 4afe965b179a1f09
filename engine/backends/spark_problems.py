"""What may keep a check from running in Spark: a package or Java that is not there, constructs, folders, failed jobs."""

from typing import ClassVar

from attrs import frozen

from ..facts.problem import Problem


@frozen
class SparkMissing(Problem):
    """The package pyspark is not installed."""

    code: ClassVar[str] = "GJ422"
    explanation: ClassVar[str] = "用 Spark 核查要另装一组附加软件包 spark，这台机器上没有装。其他核查方式不需要它。"

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return "没有安装 Spark，不能用 --engine spark 核查"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ('安装附加软件包：pip install "guiju[spark]"', "或者改用 --engine duckdb，结果相同")


@frozen
class SparkUnstartable(Problem):
    """Spark is installed but cannot be started, mostly because there is no Java. `detail` is what it says."""

    code: ClassVar[str] = "GJ423"
    explanation: ClassVar[str] = "Spark 要有 Java 才能启动。没有 Java，或者 Spark 的设置有误，就启动不了。"
    detail: str
    java: bool = True

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return "Spark 启动不了" if self.java else "没有找到 Java，Spark 启动不了"

    @property
    def notes(self) -> tuple[str, ...]:
        """What Spark says."""
        return (f"Spark 的说明：{self.detail}",) if self.detail else ()

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        fix = (
            "核对 Spark 的设置（主节点地址、端口、内存）"
            if self.java
            else "安装 Java 17 或更新的版本，并设好 JAVA_HOME"
        )
        return (fix, "或者改用 --engine duckdb，结果相同")


@frozen
class NoSparkPlan(Problem):
    """A construct of the plan that has no counterpart in Spark."""

    code: ClassVar[str] = "GJ424"
    explanation: ClassVar[str] = "规则里有一处写法，Spark 还不能表达；用数据库（duckdb）核查或逐件核查可以。"
    construct: str
    table: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"算「{self.table}」要用到「{self.construct}」，Spark 还不能表达"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("改用 --engine duckdb，结果相同",)


@frozen
class TypedFolderFault(Problem):
    """A folder of typed Parquet tables that lacks something, or holds a column of another type."""

    code: ClassVar[str] = "GJ425"
    explanation: ClassVar[str] = (
        "交给 Spark 的数据是每个台账一张 Parquet 表，列名和列的类型都有规定。缺了列或者类型不对，就不能核查。"
    )
    folder: str
    fault: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"文件夹「{self.folder}」不能用来核查：{self.fault}"

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("用同一份规则重新生成这个文件夹",)


@frozen
class SparkFailed(Problem):
    """A job that Spark gave up. `detail` is what it says."""

    code: ClassVar[str] = "GJ426"
    explanation: ClassVar[str] = "Spark 没有做完：内存或磁盘不够、节点掉线，或者结果写不下去。原有的结果没有改动。"
    doing: str
    detail: str

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return f"Spark 在{self.doing}时失败了"

    @property
    def notes(self) -> tuple[str, ...]:
        """What Spark says."""
        return (f"Spark 的说明：{self.detail}",)

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do."""
        return ("核对 Spark 各节点的内存、磁盘和权限，再试一次", "或者改用 --engine duckdb，结果相同")


SPARK_PROBLEMS: tuple[type[Problem], ...] = (
    SparkMissing,
    SparkUnstartable,
    NoSparkPlan,
    TypedFolderFault,
    SparkFailed,
)
