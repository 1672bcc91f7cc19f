"""Who buys: invented institutions in real cities. Any likeness is accidental."""

from typing import NamedTuple


class Place(NamedTuple):
    """A town with a few invented institutions, which share its made-up name."""

    stem: str
    city: str
    country: str


# kind -> names to choose from, in turn
NAMES = {
    "hospital": (
        "{} General Hospital",
        "{} University Hospital",
        "{} Regional Medical Centre",
        "{} Children's Hospital",
        "{} Heart Institute",
    ),
    "clinic": (
        "{} Day Surgery Clinic",
        "{} Imaging Clinic",
        "{} Women's Clinic",
        "{} Kidney Care Clinic",
    ),
    "laboratory": ("{} Diagnostics Laboratory", "{} Pathology Laboratory"),
    "dealer": ("{} Medical Supplies", "{} Meditrade"),
}

CHINESE_NAMES = {
    "hospital": ("{}医院", "{}中西医结合医院", "{}妇儿医院", "{}骨科医院"),
    "clinic": ("{}门诊部", "{}体检中心", "{}口腔诊所"),
    "laboratory": ("{}医学检验所", "{}病理诊断中心"),
    "dealer": ("{}医疗器械有限公司", "{}医疗科技有限公司"),
}

# The kinds of the three institutions of a place, in turn
KINDS = (
    ("hospital", "clinic", "laboratory"),
    ("hospital", "hospital", "dealer"),
    ("hospital", "clinic", "clinic"),
    ("hospital", "clinic", "dealer"),
)

TAGS = {
    "hospital": "Hospital",
    "clinic": "Clinic",
    "laboratory": "Laboratory",
    "dealer": "Dealer",
}

PLACES = (
    Place("Ahornfeld", "München", "DE"),
    Place("Birkenquell", "Hamburg", "DE"),
    Place("Lindengrund", "Leipzig", "DE"),
    Place("Clairvanne", "Lyon", "FR"),
    Place("Rocheline", "Nantes", "FR"),
    Place("Valombreuse", "Toulouse", "FR"),
    Place("Montesereno", "Bologna", "IT"),
    Place("Fontarossa", "Torino", "IT"),
    Place("Alcoraya", "Valencia", "ES"),
    Place("Miralbosque", "Sevilla", "ES"),
    Place("Waterlinden", "Utrecht", "NL"),
    Place("Duinhorst", "Antwerpen", "BE"),
    Place("Jasnowola", "Kraków", "PL"),
    Place("Silverholm", "Göteborg", "SE"),
    Place("Aldermoor", "Leeds", "GB"),
    Place("Brackenfell", "Glasgow", "GB"),
    Place("Dunmarrow", "Bristol", "GB"),
    Place("Kilbracken", "Cork", "IE"),
    Place("Al Wadan", "Dubai", "AE"),
    Place("Al Rimal", "Riyadh", "SA"),
    Place("Nakheel Bay", "Doha", "QA"),
    Place("Goldenhorn", "Izmir", "TR"),
    Place("Vanashree", "Pune", "IN"),
    Place("Neelgiri", "Chennai", "IN"),
    Place("Suvarnapur", "Jaipur", "IN"),
    Place("Orchid Quay", "Singapore", "SG"),
    Place("Bang Thara", "Chiang Mai", "TH"),
    Place("Lotus Gate", "Da Nang", "VN"),
    Place("Kemuning", "Surabaya", "ID"),
    Place("Mount Sampaguita", "Cebu", "PH"),
    Place("Harbour Crest", "Hong Kong", "HK"),
    Place("Kauriwood", "Hamilton", "NZ"),
    Place("Wattlebrook", "Adelaide", "AU"),
    Place("Jacaranda Hill", "Durban", "ZA"),
    Place("Baobab Park", "Nairobi", "KE"),
    Place("Palmgrove", "Accra", "GH"),
    Place("Sierra Clara", "Guadalajara", "MX"),
    Place("Puerto Alegría", "Cartagena", "CO"),
    Place("Araucária", "Curitiba", "BR"),
    Place("Valle Sereno", "Mendoza", "AR"),
    Place("Maplehurst", "Hamilton", "CA"),
    Place("Cedarvale Ridge", "Columbus", "US"),
    Place("Pinecrest Falls", "Tucson", "US"),
    Place("Stillwater Bend", "Omaha", "US"),
)

CHINESE_PLACES = (
    Place("瑾澄", "苏州", "CN"),
    Place("沐岚", "杭州", "CN"),
    Place("聿衡", "上海", "CN"),
    Place("槿和", "南京", "CN"),
    Place("岱宁", "济南", "CN"),
    Place("澹安", "成都", "CN"),
    Place("霁宁", "武汉", "CN"),
    Place("屿康", "厦门", "CN"),
    Place("湛和", "广州", "CN"),
    Place("珩泽", "深圳", "CN"),
    Place("漪澜", "无锡", "CN"),
    Place("岫安", "西安", "CN"),
    Place("芷澄", "长沙", "CN"),
    Place("颐桉", "重庆", "CN"),
    Place("皓禾", "郑州", "CN"),
    Place("筱宁", "合肥", "CN"),
    Place("璟和", "宁波", "CN"),
    Place("晏康", "天津", "CN"),
    Place("苒泽", "青岛", "CN"),
    Place("棠禾", "昆明", "CN"),
)

# (department, unit below it, who orders there); every hospital gets some of them
DEPARTMENTS = (
    ("Radiology", "Ultrasound Unit", "Head of Radiology"),
    ("Central Laboratory", "Haematology", "Laboratory Manager"),
    ("Intensive Care", "", "ICU Nurse Manager"),
    ("Cardiology", "Cath Lab", "Head of Cardiology"),
    ("Procurement", "", "Purchasing Officer"),
)

CHINESE_DEPARTMENTS = (
    ("设备科", "", "设备科采购"),
    ("检验科", "血液组", "检验科主任"),
    ("超声科", "心脏超声室", "超声科主任"),
    ("重症医学科", "", "重症医学科护士长"),
)
