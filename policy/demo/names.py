"""Names of persons who do not exist, put together from common characters."""

from random import Random

_SURNAMES = (
    "马马马马马王王王王李李李李张张张杨杨杨刘刘陈陈田丁白周吴赵黄徐孙胡朱高林何郭罗郑梁谢宋唐许韩冯邓曹彭曾肖"
    "董袁潘蒋蔡余杜叶程苏魏吕任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方邹熊孟秦邱江尹薛雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤虎哈海买纳撒拓"
)
_GIVEN_OF_MEN = (
    "伟强磊军勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊帅旭林海峰龙云志建国文德福成玉金宝良生小晓东新永立荣春学忠"
    "义兴祥振宏光正清元亮虎彦占少耀"
)
_GIVEN_OF_WOMEN = "芳娜敏静丽艳娟霞秀燕玲桂英华玉萍红兰梅琴云洁莉珍凤晓小春雪慧巧美淑惠香月翠彩莲"


def draw_name(rng: Random, woman: bool) -> str:
    """Draw a name of two or three characters."""
    given = _GIVEN_OF_WOMEN if woman else _GIVEN_OF_MEN
    count = 1 if rng.random() < 0.3 else 2
    return _draw(rng, _SURNAMES) + "".join(_draw(rng, given) for _ in range(count))


def _draw(rng: Random, characters: str) -> str:
    return characters[int(rng.random() * len(characters))]
