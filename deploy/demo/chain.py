"""The demo chain: its regions, its stores, and the people who work there."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.words import Words
from stores.models import Role, StoreStatus

CODE = "demo"
NAME = {"zh-CN": "每日鲜便利", "en": "Daily Fresh"}
PASSWORD = "daily-fresh-2026"  # noqa: S105 - printed on purpose: the demo chain holds nothing real

EAST, WEST = "east", "xinjiang"
NO_MANAGER = "xj-05"
"""A store without a store manager: its tickets wait in the unassigned queue."""
SUSPENDED = "xj-04"
CALM = "sh-01"
"""The store of `rounds smoke`: its shelves have nothing wrong when the history ends."""


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """A region right below the root."""

    code: str
    name: Words
    timezone: str


@dataclass(frozen=True, slots=True)
class DemoStore:
    """One store of the demo chain."""

    code: str
    region: str
    name: Words
    latitude: float
    longitude: float
    status: StoreStatus = StoreStatus.OPEN


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """One person; where they have their role is a store, a region, or (neither) the chain."""

    login: str
    name: Words
    role: Role
    region: str | None = None
    store: str | None = None
    locale: str = "zh-CN"


ROOT = DemoRegion("all", {"zh-CN": "全部区域", "en": "All regions"}, "Asia/Shanghai")
REGIONS = (
    DemoRegion(EAST, {"zh-CN": "华东", "en": "East China"}, "Asia/Shanghai"),
    DemoRegion(WEST, {"zh-CN": "新疆", "en": "Xinjiang"}, "Asia/Urumqi"),
)

_STORES = """
sh-01 | 上海南京西路店 | Shanghai West Nanjing Road | 31.2297 | 121.4606
sh-02 | 上海徐家汇店 | Shanghai Xujiahui | 31.1940 | 121.4367
sh-03 | 上海陆家嘴店 | Shanghai Lujiazui | 31.2380 | 121.5018
hz-01 | 杭州武林广场店 | Hangzhou Wulin Square | 30.2741 | 120.1632
hz-02 | 杭州西溪店 | Hangzhou Xixi | 30.2679 | 120.0632
su-01 | 苏州观前街店 | Suzhou Guanqian Street | 31.3103 | 120.6226
nj-01 | 南京新街口店 | Nanjing Xinjiekou | 32.0419 | 118.7841
xj-01 | 乌鲁木齐友好店 | Urumqi Youhao | 43.8256 | 87.5866
xj-02 | 乌鲁木齐中山路店 | Urumqi Zhongshan Road | 43.7934 | 87.6271
xj-03 | 昌吉建国路店 | Changji Jianguo Road | 44.0114 | 87.3084
xj-04 | 石河子北四路店 | Shihezi North Fourth Road | 44.3059 | 86.0806
xj-05 | 吐鲁番老城路店 | Turpan Laocheng Road | 42.9513 | 89.1895
"""
_MANAGERS = """
sh-01 | 王丽 | Wang Li
sh-02 | 陈强 | Chen Qiang
sh-03 | 刘洋 | Liu Yang
hz-01 | 赵敏 | Zhao Min
hz-02 | 孙浩 | Sun Hao
su-01 | 周婷 | Zhou Ting
nj-01 | 吴磊 | Wu Lei
xj-01 | 马建国 | Ma Jianguo
xj-02 | 阿依古丽 | Ayigul
xj-03 | 郭鹏 | Guo Peng
xj-04 | 古丽娜 | Gulina
"""
_CLERKS = """
sh-01 | 徐静 | Xu Jing
sh-02 | 高飞 | Gao Fei
sh-03 | 林娜 | Lin Na
hz-01 | 何勇 | He Yong
hz-02 | 郑爽 | Zheng Shuang
su-01 | 谢芳 | Xie Fang
nj-01 | 唐杰 | Tang Jie
xj-01 | 热依汗 | Reyhan
xj-02 | 艾力 | Eli
xj-03 | 韩梅 | Han Mei
xj-05 | 买买提 | Memet
"""


def _rows(table: str) -> Iterable[list[str]]:
    return ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())


STORES = tuple(
    DemoStore(
        code=code,
        region=WEST if code.startswith("xj") else EAST,
        name={"zh-CN": chinese, "en": english},
        latitude=float(latitude),
        longitude=float(longitude),
        status=StoreStatus.SUSPENDED if code == SUSPENDED else StoreStatus.OPEN,
    )
    for code, chinese, english, latitude, longitude in _rows(_STORES)
)


def _store_staff(table: str, role: Role, word: str) -> tuple[DemoStaff, ...]:
    return tuple(
        DemoStaff(f"{word}.{code}", {"zh-CN": chinese, "en": english}, role, store=code)
        for code, chinese, english in _rows(table)
    )


STAFF = (
    DemoStaff("admin", {"zh-CN": "系统管理员", "en": "Administrator"}, Role.ADMIN),
    DemoStaff(
        "director",
        {"zh-CN": "方芳", "en": "Grace Fang"},
        Role.REGIONAL_MANAGER,
        "all",
        locale="en",
    ),
    DemoStaff("east", {"zh-CN": "沈岚", "en": "Shen Lan"}, Role.REGIONAL_MANAGER, EAST),
    DemoStaff("xinjiang", {"zh-CN": "李国栋", "en": "Li Guodong"}, Role.REGIONAL_MANAGER, WEST),
    DemoStaff("super.east", {"zh-CN": "张伟", "en": "Zhang Wei"}, Role.SUPERVISOR, EAST),
    DemoStaff("super.xinjiang", {"zh-CN": "努尔兰", "en": "Nurlan"}, Role.SUPERVISOR, WEST),
    *_store_staff(_MANAGERS, Role.STORE_MANAGER, "manager"),
    *_store_staff(_CLERKS, Role.CLERK, "clerk"),
)
