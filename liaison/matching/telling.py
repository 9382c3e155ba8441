"""Which words tell what a text is about: a phrase is only quoted as a reason when one of its words does."""

import re

from yangpu_portal.core.text import is_stop_word, stem

# Words of every offer: they may open or close a phrase, but say little by themselves.
_GENERIC_WORDS = (
    "system method technology technique research development application approach process product "
    "project design analysis result performance data information model study structure function control "
    "high low new key based different important improve increase provide develop propose effective "
    "efficient main specific current large small level problem solution requirement need time work type "
    "form field area part use user company industry significance significant meaning indeed decrease "
    "reduce effect value characteristic condition objective compare comparison show find first "
    "second year good strong obtain achieve complete concept goal success appearance appear "
    "change changed test range cost fast early late single point measure laboratory lab people "
    "room group plan name number size record once half fix fixed replace reference window unit distance "
    "many old hard bright thin mix match adapt accept touch inside outside opening capacity surface "
    "estimate activity active activation reading detect detection device equipment material "
    "component instrument commercial daily frequent occupied schedule correct failed collect early "
    "limit copy attach fault error alone loss lose lost drift enough leave set line cut learn learned add "
    "price short real peak missing focus person human"
)
_GENERIC_HAN = (
    "系统 方法 技术 研究 开发 应用 方案 过程 产品 项目 设计 分析 结果 性能 数据 信息 模型 结构 功能 控制 "
    "提高 提供 实现 不同 重要 影响 问题 需要 需求 要求 时间 工作 类型 领域 使用 用户 公司 企业 行业 解决 "
    "有效 主要 水平 发展 建立 利用 采用 支持 希望 寻找 意义 确实 减小 增大 降低 提升 增加 减少 效果 作用 "
    "特点 特征 条件 目标 目的 比较 表明 发现 获得 完成 概念 成功 介绍 讨论 记录 误差 位置 检测 设备 测量 "
    "接触 速度 成本 快速 区域 材料 环境 普通 集中 固定 台阶 验证 相关 现场 距离 曲线 样本 更新 历史 费用 "
    "困难 目前 平均 估计 自动 人工 识别 损失 指标 限制 连续 单独 空间 深度 间隔 间距 频繁 变化 波动 提前 "
    "动作 上线 部署 交叉 联合 累积 反应 检验 系数 提示 适用 手机 终端 早期 实时 约束 计算 报警 在线 "
    "精度 识别率 准确率 频率 温度 强度 寿命 计算机 颜色 得到 能量 消费者 服务器 收集 释放 版本 健康 活动 "
    "现有 进入 明显 直接 建议 尺寸 抑制 添加 规则 人员 参数 质量 匹配 评估 测试 外观 次数 最佳 "
    "缺失 可调 真实 小结 补全 平台 "
    "负责 占用 占地 安全 收到 房屋 工况 判断 恢复 破裂 读数 模块 损坏 组件 能定位 检出 一致 保护"
)
# Comparatives, counts, numbers, currencies, helping verbs: no part of a name, so a phrase ends before them.
_EMPTY_WORDS = (
    "one two three four five six seven eight nine ten twelve twenty hundred thousand million billion dozen "
    "twice third percent nobody somebody anybody everybody nothing something anything everything someone "
    "anyone everyone none never ever still always often either neither apart afterwards already again "
    "cannot must might shall get give given take taken keep kept make made hold held last say said put "
    "let lie run react reach survive stick see seen seem become remain stay stand come go went want like "
    "today tomorrow now day week month hour night minute hardly less least few much little several other "
    "another every own just even yet because since until while per up down out off away back together "
    "cny rmb usd eur gbp yuan dollar euro renminbi january february march april june july august "
    "september october november december monday chinese english"
)
_EMPTY_HAN = (
    "过大 过小 过高 过低 较大 较小 较高 较低 以上 以下 以内 左右 不足 超过 不超过 不低于 不高于 不少于 "
    "小于 大于 低于 高于 少于 多于 等于 接近 至少 至多 最多 最少 最大 最小 最高 最低 更高 更低 不到 约为 "
    "给出 只有 只能 只要 只是 无法 不能 不会 不加 不出 不需 不要 不是 不可 是否 已经 目前 出现 引起 "
    "停止 下降 "
    "相差 上升 保持 修正 大约 左右 要么 就是 而且 但是 因为 所以 如果 虽然 然后 之后 之前 以后 以前 才能 "
    "看到 看不到 "
    "不明显 凭经验 起作用 后退 百分点 百分之 分之一 百万分之一 一半 每天 每年 每月 每周 每次 每个 "
    "现在 今年 去年 "
    "人民币 美元 欧元 万元 亿元 小时 分钟 星期 个月 天内 年内 时效 下发 上报 还是 或者 只需 单天 次后 "
    "条件下 "
    "毫米 厘米 微米 纳米 千克 公斤 毫秒 毫升 千瓦 兆帕 摄氏度"
)
# Units are part of a number, never a reason.
_UNITS = (
    "mm cm nm um μm km kg mg ml μl ul μg hz khz mhz ghz kw mw kwh wh mwh kv ma mv ms min kpa mpa gpa "
    "pa rpm ppm ppb db dbm ah mah kj mj mol mmol sec fps dpi lux wt m2 m3 cm2 cm3 mm2 "
    "metre meter litre liter gram tonne"
)
_EMPTY_CHARACTERS = frozenset(
    "率低高大小多少长短不超过于时后前内外中上下里间每各某要约只靠次两一二三四五六七八九十百千万亿个台条根"
    "枚块座班类种家天年月日周分秒度倍倒能会需应已未再又很更最较均仅把使让给做出到达含无用者性化式型成"
)
_MEASURES = (
    "个月 小时 分钟 星期 次 台 个 种 条 座 家 天 年 月 周 层 名 份 套 批 块 根 枚 班 倍 度 点 半 成 "
    "分 类 项 组 位 秒 元 米 "
)
_COUNT = re.compile(
    f"[一二三四五六七八九十百千万两几数半每各某]+(?:{'|'.join(_MEASURES.split())})?[内后前时]?\\Z"
)
# English words of so many senses that a Chinese word for one of them proves nothing.
_AMBIGUOUS_WORDS = (
    "port bus tail meter die cell plant bank lead mine crane drill spring face cover field scale bar seal "
    "light bear bearing current charge release run table key bond plate pitch stage branch board press jet "
    "cross well train fall tap iron load joint mould relaxation scatter picture dispatch thickness"
)

GENERIC = frozenset(stem(word) for word in _GENERIC_WORDS.split()) | frozenset(_GENERIC_HAN.split())
_EMPTY = (
    frozenset(stem(word) for word in _EMPTY_WORDS.split())
    | frozenset(stem(unit) for unit in _UNITS.split())
    | frozenset(_UNITS.split())
    | frozenset(_EMPTY_HAN.split())
)
_AMBIGUOUS = frozenset(stem(word) for word in _AMBIGUOUS_WORDS.split())


def is_empty(form: str) -> bool:
    """Whether a word as ``Term.form`` has it names nothing: a number, count, unit, comparison or the like."""
    if form in _EMPTY or form in _EMPTY_CHARACTERS or is_stop_word(form):
        return True
    return form[:1].isdigit() or _COUNT.match(form) is not None


def ends_phrase(form: str) -> bool:
    """Whether no phrase goes across this word: it is empty, but none of the small words within names."""
    return len(form) > 1 and is_empty(form) and not is_stop_word(form)


def is_telling(form: str) -> bool:
    """Whether a word says by itself what a text is about; single characters and letters do not."""
    return len(form) > 1 and form not in GENERIC and not is_empty(form)


def is_ambiguous(form: str) -> bool:
    """Whether an English stem has senses so far apart that its translation may be of another one."""
    return form in _AMBIGUOUS
