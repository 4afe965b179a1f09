"""The 22 counties of Ningxia and, for each, three places people return to with the offices that serve them."""

from random import Random

from attrs import frozen

from .care import Care, draw_care


@frozen
class County:
    """A county: its code in GB/T 2260, its name, thousands of inhabitants, and some of its 乡镇 and 街道."""

    code: str
    name: str
    inhabitants: int
    townships: tuple[str, str, str]


COUNTIES = (
    County("640104", "兴庆区", 816, ("凤凰北街街道", "解放西街街道", "大新镇")),
    County("640105", "西夏区", 460, ("朔方路街道", "北京西路街道", "兴泾镇")),
    County("640106", "金凤区", 630, ("满城北街街道", "长城中路街道", "良田镇")),
    County("640121", "永宁县", 321, ("杨和镇", "望远镇", "闽宁镇")),
    County("640122", "贺兰县", 341, ("习岗镇", "立岗镇", "洪广镇")),
    County("640181", "灵武市", 290, ("城区街道", "东塔镇", "崇兴镇")),
    County("640202", "大武口区", 310, ("朝阳街道", "人民路街道", "星海镇")),
    County("640205", "惠农区", 180, ("北街街道", "南街街道", "红果子镇")),
    County("640221", "平罗县", 270, ("城关镇", "宝丰镇", "姚伏镇")),
    County("640302", "利通区", 450, ("金星镇", "金积镇", "古城镇")),
    County("640303", "红寺堡区", 197, ("红寺堡镇", "太阳山镇", "大河乡")),
    County("640323", "盐池县", 160, ("花马池镇", "大水坑镇", "惠安堡镇")),
    County("640324", "同心县", 320, ("豫海镇", "河西镇", "韦州镇")),
    County("640381", "青铜峡市", 245, ("裕民街道", "小坝镇", "大坝镇")),
    County("640402", "原州区", 470, ("北塬街道", "三营镇", "头营镇")),
    County("640422", "西吉县", 316, ("吉强镇", "将台堡镇", "兴隆镇")),
    County("640423", "隆德县", 110, ("城关镇", "联财镇", "沙塘镇")),
    County("640424", "泾源县", 84, ("香水镇", "泾河源镇", "六盘山镇")),
    County("640425", "彭阳县", 160, ("白阳镇", "古城镇", "王洼镇")),
    County("640502", "沙坡头区", 400, ("滨河镇", "文昌镇", "宣和镇")),
    County("640521", "中宁县", 330, ("宁安镇", "石空镇", "鸣沙镇")),
    County("640522", "海原县", 330, ("海城镇", "三河镇", "七营镇")),
)


@frozen
class Home:
    """Where a person returns to: the county and the three offices in charge, two of them with their care."""

    county: County
    justice_office: str
    justice_care: Care
    police_station: str
    police_care: Care
    township: str
    weight: float


def draw_homes(rng: Random) -> tuple[Home, ...]:
    """Give every township its offices, some of them careless, and its share of its county's inhabitants."""
    shares = (0.45, 0.33, 0.22)
    return tuple(
        _home(rng, county, township, county.inhabitants * share)
        for county in COUNTIES
        for township, share in zip(county.townships, shares, strict=True)
    )


def _home(rng: Random, county: County, township: str, weight: float) -> Home:
    short = county.name + township.removesuffix("街道").removesuffix("镇").removesuffix("乡")
    government = "办事处" if township.endswith("街道") else "人民政府"
    return Home(
        county=county,
        justice_office=f"{short}司法所",
        justice_care=draw_care(rng),
        police_station=f"{short}派出所",
        police_care=draw_care(rng),
        township=f"{county.name}{township}{government}",
        weight=weight,
    )
