"""The prisons and detention centres people are released from. Made up, whatever real one bears the same name."""

from attrs import frozen

from .care import CAREFUL, CARELESS, ORDINARY, Care
from .places import COUNTIES, County


@frozen
class Prison:
    """A 监所: its name, the code of the county it stands in, its share of releases among its kind, its care."""

    name: str
    county: str
    weight: float
    care: Care
    in_ningxia: bool = True


PRISONS = (
    Prison("银川市第一监狱", "640105", 30, CAREFUL),
    Prison("银川市第二监狱", "640181", 22, ORDINARY),
    Prison("银川市永宁监狱", "640121", 8, CAREFUL),
    Prison("石嘴山市第一监狱", "640202", 14, CAREFUL),
    Prison("石嘴山市平罗监狱", "640221", 9, CARELESS),
    Prison("吴忠市第一监狱", "640302", 18, ORDINARY),
    Prison("固原市第一监狱", "640402", 14, CAREFUL),
    Prison("中卫市中宁监狱", "640521", 8, ORDINARY),
)

WOMENS_PRISON = Prison("银川市女子监狱", "640104", 1, CAREFUL)

LABOUR_CAMP = Prison("宁夏第一劳教所", "640105", 0, ORDINARY)
"""Where people in 劳动教养 were held until it was abolished."""

PRISONS_ELSEWHERE = tuple(
    Prison(name, county, weight, care, in_ningxia=False)
    for name, county, weight, care in (
        ("陕西省咸阳第二监狱", "610402", 14, ORDINARY),
        ("陕西省宝鸡第二监狱", "610303", 8, ORDINARY),
        ("陕西省延安第二监狱", "610602", 5, CAREFUL),
        ("甘肃省平凉第二监狱", "620802", 12, ORDINARY),
        ("甘肃省白银第二监狱", "620403", 10, CARELESS),
        ("甘肃省兰州第二监狱", "620102", 8, ORDINARY),
        ("内蒙古自治区鄂尔多斯第二监狱", "150602", 10, ORDINARY),
        ("内蒙古自治区乌海第二监狱", "150302", 8, CAREFUL),
        ("内蒙古自治区阿拉善监狱", "152921", 3, ORDINARY),
        ("新疆维吾尔自治区昌吉第二监狱", "652301", 9, CARELESS),
        ("新疆维吾尔自治区石河子第二监狱", "659001", 3, CARELESS),
        ("青海省西宁第二监狱", "630105", 5, ORDINARY),
        ("四川省彭州监狱", "510182", 3, ORDINARY),
        ("河南省郑州第三监狱", "410105", 3, ORDINARY),
        ("北京市大兴监狱", "110115", 2, CAREFUL),
        ("江苏省江宁监狱", "320115", 3, CAREFUL),
        ("浙江省余杭监狱", "330110", 5, CAREFUL),
        ("浙江省温州第二监狱", "330302", 3, ORDINARY),
        ("福建省福州第三监狱", "350104", 2, ORDINARY),
        ("广东省广州第三监狱", "440111", 5, ORDINARY),
        ("广东省东莞第二监狱", "441900", 6, CARELESS),
    )
)

ABROAD = Prison("境外监所（移管回国）", "900000", 0, ORDINARY, in_ningxia=False)


def _detention_centre(county: County) -> Prison:
    return Prison(f"{county.name}看守所", county.code, county.inhabitants, ORDINARY)


DETENTION_CENTRES = {county.code: _detention_centre(county) for county in COUNTIES}
"""The 看守所 of each county, where short sentences are served."""
