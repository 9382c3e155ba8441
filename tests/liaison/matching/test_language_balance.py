"""Offers of both languages in one list: with the same content neither language comes first by itself."""

import pytest

from liaison.matching.engine import Engine
from liaison.matching.types import Demand, Offer

# Title and text of an offer in Chinese and English, and a need for it in both.
TOPICS = [
    (
        "荧光防伪标签",
        "用稀土材料制成的标签，用于酒瓶防伪。",
        "Fluorescent security labels",
        "Labels of rare earths that prove wine is authentic.",
        "防止假酒",
        "Stop counterfeit wine",
    ),
    (
        "桥梁裂缝监测",
        "用光纤光栅传感器监测斜拉桥的应变。",
        "Crack monitoring of bridges",
        "Fibre Bragg gratings measure the strain of cable-stayed bridges.",
        "桥梁健康监测传感器",
        "Sensors for the health of bridges",
    ),
    (
        "低温锂电池电解液",
        "零下四十度仍能放电的电解液。",
        "Electrolyte for cold lithium batteries",
        "The electrolyte discharges at minus forty degrees.",
        "耐低温的锂电池",
        "Lithium batteries for cold climates",
    ),
    (
        "污泥脱水设备",
        "用压滤降低污泥含水率。",
        "Dewatering of sludge",
        "A filter press lowers the water content of sludge.",
        "污水厂污泥处理",
        "Sludge treatment for a sewage plant",
    ),
    (
        "采茶机器人",
        "用机器视觉识别嫩芽并采摘。",
        "Tea picking robot",
        "Machine vision finds young leaves and picks them.",
        "自动采茶",
        "Automatic harvest of tea",
    ),
    (
        "语音降噪算法",
        "用神经网络去除通话中的噪声。",
        "Speech noise reduction",
        "A neural network removes noise from calls.",
        "车内通话去噪",
        "Removing noise from calls in cars",
    ),
    (
        "钛合金增材制造",
        "激光选区熔化制造航空零件。",
        "Additive manufacturing of titanium alloys",
        "Selective laser melting of parts for aircraft.",
        "航空零件三维打印",
        "3D printing of aircraft parts",
    ),
    (
        "水稻病虫害识别",
        "用无人机图像识别水稻病害。",
        "Detection of rice diseases",
        "Drone images show diseases of rice.",
        "稻田病害监测",
        "Monitoring disease in rice fields",
    ),
    (
        "血糖无创检测",
        "用近红外光谱测量血糖。",
        "Non-invasive blood glucose measurement",
        "Near infrared spectra give the blood glucose.",
        "不扎针测血糖",
        "Measuring glucose without needles",
    ),
    (
        "废旧塑料回收",
        "催化裂解塑料制取燃料油。",
        "Recycling of waste plastics",
        "Catalytic cracking turns plastics into fuel oil.",
        "塑料垃圾再利用",
        "Reusing plastic waste",
    ),
    (
        "工业齿轮箱故障诊断",
        "分析振动信号诊断轴承故障。",
        "Fault diagnosis of gearboxes",
        "Vibration signals reveal faults of bearings.",
        "轴承故障预警",
        "Early warning of bearing faults",
    ),
    (
        "海水淡化膜",
        "石墨烯膜提高海水淡化通量。",
        "Membranes for desalination",
        "Graphene membranes raise the flux of desalination.",
        "海岛淡水供应",
        "Fresh water for islands",
    ),
]

NEEDS = [Demand(f"{number}-{side}", topic[side]) for side in (4, 5) for number, topic in enumerate(TOPICS)]


@pytest.fixture(scope="module")
def bilingual(engine: Engine) -> list[Offer]:
    chinese = [Offer(f"{number}-zh", topic[0], topic[1], "zh-hans") for number, topic in enumerate(TOPICS)]
    english = [Offer(f"{number}-en", topic[2], topic[3], "en") for number, topic in enumerate(TOPICS)]
    return [*chinese, *english]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_neither_language_comes_first_by_itself(
    engine: Engine, bilingual: list[Offer], language: str
) -> None:
    """For needs of each language apart: a bias to one's own language would even out over both."""
    needs = [need for need in NEEDS if need.spoken_language.startswith(language)]
    firsts = []
    for need, ranking in zip(needs, engine.rank(engine.catalogue(bilingual), needs), strict=True):
        number = need.id.split("-")[0]
        places = {ranked.offer_id: ranked.rank for ranked in ranking}
        firsts.append(places[f"{number}-zh"] < places[f"{number}-en"])
    assert 0.15 <= sum(firsts) / len(firsts) <= 0.85


def test_both_languages_of_the_right_offer_come_before_others(engine: Engine, bilingual: list[Offer]) -> None:
    rankings = engine.rank(engine.catalogue(bilingual), NEEDS, top=2)
    right = [
        {ranked.offer_id.split("-")[0] for ranked in ranking} == {need.id.split("-")[0]}
        for need, ranking in zip(NEEDS, rankings, strict=True)
    ]
    assert sum(right) >= 0.75 * len(right)
