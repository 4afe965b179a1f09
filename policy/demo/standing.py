"""What is entered of a person before any date: name, crime, tendency to reoffend, and the 三无 facts."""

from itertools import accumulate
from random import Random

from .calendar import AS_OF
from .columns import Row
from .names import draw_name
from .people import Person

_CRIMES = {
    "侵犯财产罪": 380,
    "妨害社会管理秩序罪": 250,
    "侵犯公民人身权利民主权利罪": 180,
    "危害公共安全罪": 125,
    "破坏社会主义市场经济秩序罪": 38,
    "贪污贿赂罪": 18,
    "渎职罪": 4,
    "危害国家安全罪": 2,
    "危害国防利益罪": 1,
    "军人违反职责罪": 1,
}
_CRIME_NAMES = tuple(_CRIMES)
_CRIME_BOUNDS = tuple(accumulate(_CRIMES.values()))

_GROUNDS = ("出监综合评估意见", "出监评估表", "重新违法犯罪风险评估报告")


def enter_standing(rng: Random, person: Person) -> tuple[Row, bool]:
    """Enter who the person is. Returns the row begun, and whether the facts make them a 重点人员."""
    row: Row = {
        "编号": person.number,
        "姓名": draw_name(rng, person.woman),
        "性别": "女" if person.woman else "男",
        "人员类别": "解除劳教" if person.from_labour_camp else "刑满释放",
        "服刑监所": person.prison.name,
        "释放日期": person.release,
        "接回县区": person.home.county.code,
        "衔接司法所": person.home.justice_office,
        "所属派出所": person.home.police_station,
        "所属乡镇街道": person.home.township,
    }
    if rng.random() > 0.005 or person.from_abroad:
        row["监所所在县区"] = person.prison.county
    crime = rng.choices(_CRIME_NAMES, cum_weights=_CRIME_BOUNDS)[0]
    if rng.random() > 0.01 and not person.from_labour_camp:
        row["罪名类别"] = crime
    tends = _enter_tendency(rng, person, row)
    destitute = _enter_three_lacks(rng, row)
    return row, tends or destitute or row.get("罪名类别") == "危害国家安全罪"


def _enter_tendency(rng: Random, person: Person, row: Row) -> bool:
    """Enter the determined tendency; some lack one or all of the three entries that make it count."""
    tends = rng.random() < 0.07 or person.from_abroad
    if rng.random() < 0.08 and not person.from_abroad:
        return False
    row["有重新违法犯罪倾向"] = "是" if tends else "否"
    companions: Row = {
        "有重新违法犯罪倾向认定机关": person.prison.name,
        "有重新违法犯罪倾向认定日期": min(person.release - 25 - int(rng.random() * 60), AS_OF.toordinal()),
        "有重新违法犯罪倾向认定依据": _GROUNDS[int(rng.random() * len(_GROUNDS))],
    }
    drawn = rng.random()
    if drawn < 0.05 and not person.from_abroad:
        return False
    if drawn < 0.08 and not person.from_abroad:
        companions.pop(tuple(companions)[int(rng.random() * 3)])
        tends = False
    row.update(companions)
    return tends


def _enter_three_lacks(rng: Random, row: Row) -> bool:
    """Enter 无家可归, 无亲可投 and 无业可就; a few people lack all three, some entries are missing."""
    destitute = rng.random() < 0.012
    if rng.random() < 0.03:
        return False
    for name, share in (("无家可归", 0.02), ("无亲可投", 0.02), ("无业可就", 0.15)):
        holds = destitute or rng.random() < share
        if rng.random() > 0.015:
            row[name] = "是" if holds else "否"
    return destitute
