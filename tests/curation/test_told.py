"""What sentences tell by turns that frames once missed or took for something else, in the languages that have them."""

from __future__ import annotations

import pytest

from tests.curation.turns import frames_of, printed, read_text, told


@pytest.mark.parametrize(
    "text",
    [
        "Steppe Bread LLC and Oasis Cotton JSC signed an agreement on flour on 3 March 2030.",
        "Компании «Ак Дала» и «Бухоро Текс» подписали соглашение о муке 3 марта 2030 года.",
        "«Ақ Дала» ЖШС пен «Бухоро Текс» компаниясы 2030 жылғы 3 наурызда ұн жеткізу туралы келісімге қол қойды.",
        "«Oq Dala» MChJ va «Buxoro Teks» kompaniyasi 2030-yil 3-martda un yetkazib berish toʻgʻrisidagi bitimni "
        "imzoladi.",
        "Dasht davlat universiteti va Voha milliy universiteti 2030-yil 3-martda hamkorlik toʻgʻrisidagi memorandumni "
        "imzoladi.",
    ],
)
def test_bodies_that_sign_are_parties(text: str) -> None:
    (slots,) = told(text, "signing")
    assert (len(slots["party"]), slots["date"]) == (2, ["2030-03-03"])
    assert not any(party in slots["document"][0] for party in slots["party"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Соглашение об открытии торгового дома в Ташкенте подписано 3 мая 2030 года.", None),
        ("Соглашение о туризме подписано в Ташкенте 3 мая 2030 года.", ["place/tashkent"]),
        ("Соглашение о строительстве завода в Алматы подписано 3 мая 2030 года в Шымкенте.", ["place/shymkent"]),
        ("The agreement on a trade house in Tashkent was signed on 3 May 2030.", None),
        ("The agreement on tourism was signed in Tashkent on 3 May 2030.", ["place/tashkent"]),
    ],
)
def test_what_a_document_is_about_is_not_where_it_is_signed(text: str, place: list[str] | None) -> None:
    (signed,) = told(text, "signing")
    assert signed.get("place") == place


@pytest.mark.parametrize(
    "text",
    [
        "Kassym-Jomart Tokayev arrived in Tashkent on 5 June 2030. He met with Shavkat Mirziyoyev.",
        "Касым-Жомарт Токаев 5 июня 2030 года прибыл в Ташкент. Он встретился с Шавкатом Мирзиёевым.",
        "Қасым-Жомарт Тоқаев 2030 жылғы 5 маусымда Ташкентке келді. Ол Шавкат Мирзиёевпен кездесті.",
        "Qosim-Jomart Toqayev 2030-yil 5-iyunda Toshkentga keldi. U Shavkat Mirziyoyev bilan uchrashdi.",
    ],
)
def test_who_met_is_a_pronoun(text: str) -> None:
    (met,) = told(text, "meeting")
    assert set(met["participant"]) == {"person/kassym-jomart-tokayev", "person/shavkat-mirziyoyev"}


def test_a_pronoun_that_may_mean_two_means_nobody() -> None:
    text = "Arman Seitov and Timur Abenov arrived in Tashkent. He met with Shavkat Mirziyoyev."
    assert told(text, "meeting") == []


@pytest.mark.parametrize(
    "text",
    [
        "Laura Seitova, who chairs the Water Agency, came to Almaty.",
        "They met with Laura Seitova, who chairs the Water Agency.",
        "Лаура Сейтова, возглавляющая Водное агентство, приехала в Алматы.",
        "Они говорили с Лаурой Сейтовой, которая возглавляет Водное агентство.",
        "Водным агентством руководит Лаура Сейтова.",
        "Руководит Водным агентством Лаура Сейтова.",
        "Возглавляет Водное агентство с 2019 года Лаура Сейтова.",
        "Бұл жаңалық. Су ресурстары агенттігін басқаратын Лаура Сейтова Алматыға келді.",
        "Bu yangilik. Suv resurslari agentligini boshqaradigan Laura Seitova Almatiga keldi.",
    ],
)
def test_who_heads_a_body(text: str) -> None:
    (office,) = told(text, "office")
    assert office["holder"][0].startswith("laur")
    assert "agent" in office["owner"][0] or "water-agency" in office["owner"][0]


def test_who_is_met_heads_nothing_that_another_heads() -> None:
    text = "Laura Seitova met with Timur Abenov, who chairs the Water Agency."
    assert [slots["holder"] for slots in told(text, "office")] == [["timur-abenov"]]


@pytest.mark.parametrize(
    "text",
    [
        "The Regional Water Council, headed by Bakyt Ormonov, met in Taraz.",
        "Региональный водный совет во главе с Бакытом Ормоновым собрался в Таразе.",
        "Бұл жаңалық. Бақыт Ормонов басқаратын Өңірлік су кеңесі Таразда жиналды.",
        "Bu yangilik. Baqit Ormonov boshchiligidagi Mintaqaviy suv kengashi Tarozda yigʻildi.",
        "The Regional Water Council is small. Its first director was Bakyt Ormonov.",
        "Региональный водный совет невелик. Первым его председателем стал Бакыт Ормонов.",
        "The Regional Water Council is small. The council’s director, Bakyt Ormonov, spoke.",
        "Региональный водный совет создан в 2021 году; возглавляет его с марта 2022 года Бакыт Ормонов.",
        "Bakyt Ormonov, formerly an adviser at the Regional Water Council, spoke.",
    ],
)
def test_an_office_in_a_body_that_stands_beside_or_before(text: str) -> None:
    (office,) = told(text, "office")
    assert office["holder"][0].startswith("ba")
    assert office["owner"][0].startswith(("regional", "ongirlik", "mintaqaviy"))


def test_an_office_of_one_of_two_bodies_is_nobodys() -> None:
    text = "The Regional Water Council and the Steppe Research Institute are old. Its director was Bakyt Ormonov."
    assert told(text, "office") == []


def test_until_is_no_beginning() -> None:
    text = "Региональный водный совет невелик. Его председателем стал Бакыт Ормонов, занимавший этот пост до 2011 г."
    assert "start" not in told(text, "office")[0]


def test_two_of_one_office_and_representatives_of_states() -> None:
    text = "Presidents Kassym-Jomart Tokayev and Shavkat Mirziyoyev met."
    assert [slots["holder"][0] for slots in told(text, "office")] == [
        "person/kassym-jomart-tokayev", "person/shavkat-mirziyoyev",
    ]  # fmt: skip
    text = "Өткен аптада ол Қырғызстан мен Тәжікстан өкілдерімен кездескен."
    assert told(text, "meeting")[0]["participant"] == ["state/kyrgyzstan", "state/tajikistan"]


_PAIR = {
    "en": "Kazakhstan and Uzbekistan are neighbours. ",
    "ru": "Казахстан и Узбекистан – соседи. ",
    "kk": "Қазақстан мен Өзбекстан – көршілер. ",
    "uz": "Qozogʻiston va Oʻzbekiston – qoʻshnilar. ",
}


@pytest.mark.parametrize(
    ("language", "text", "bodies"),
    [
        ("en", "Both states belong to the SCO and the CIS.", 2),
        ("ru", "Оба государства состоят в ООН, СНГ и ШОС.", 3),
        ("kk", "Екі мемлекет те БҰҰ, ТМД және ТМҰ мүшесі.", 3),
        ("uz", "Ikkala davlat BMT, ShHT va MDH aʼzosi hisoblanadi.", 3),
    ],
)
def test_both_states_belong_to_each_of_several_bodies(language: str, text: str, bodies: int) -> None:
    found = told(_PAIR[language] + text, "membership")
    assert len(found) == bodies
    assert all(set(one["member"]) == {"state/kazakhstan", "state/uzbekistan"} for one in found)


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("The Eurasian Economic Union, to which Kazakhstan has belonged since 2015, is large.", "state/kazakhstan"),
        ("Членом ЕАЭС является лишь Казахстан.", "state/kazakhstan"),
        ("ДСҰ-ға 2015 жылы тек Қазақстан кірді.", "state/kazakhstan"),
        ("Узбекистан в ЕАЭС не входит.", "state/uzbekistan"),
    ],
)
def test_who_belongs_wherever_the_state_stands(text: str, member: str) -> None:
    assert [one["member"] for one in told(text, "membership")] == [[member]]


@pytest.mark.parametrize(
    "text",
    [
        "The Regional Water Council unites Kazakhstan, Uzbekistan and Tajikistan.",
        "Региональный водный совет объединяет Казахстан, Узбекистан и Таджикистан.",
        "Бұл жаңалық. Өңірлік су кеңесі Қазақстанды, Өзбекстанды және Тәжікстанды біріктіреді.",
        "Bu yangilik. Mintaqaviy suv kengashi Qozogʻiston, Oʻzbekiston va Tojikistonni birlashtiradi.",
    ],
)
def test_whom_a_body_unites(text: str) -> None:
    (union,) = told(text, "membership")
    assert union["member"] == ["state/kazakhstan", "state/uzbekistan", "state/tajikistan"]


@pytest.mark.parametrize(
    "text",
    [
        "The Shymkent-based Regional Water Council is small.",
        "The Regional Water Council, which sits in Shymkent, is small.",
        "Региональный водный совет, базирующийся в Шымкенте, невелик.",
        "Бұл жаңалық. Шымкенттегі Өңірлік су кеңесі шағын.",
        "Bu yangilik. Chimkentdagi Mintaqaviy suv kengashi kichik.",
        "Институт водной политики, г. Шымкент",
    ],
)
def test_a_body_with_its_town(text: str) -> None:
    assert [one["place"] for one in told(text, "location")] == [["place/shymkent"]]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The Regional Water Council, which was founded in Shymkent in 2026, is small.", "2026"),
        ("Региональный водный совет учреждён 3 мая 2026 года, а с 2030 г. находится в Таразе.", "2026-05-03"),
        ("Бұл жаңалық. 2026 жылы Шымкентте Өңірлік су кеңесінің іргесі қаланды.", "2026"),
        ("Bu yangilik. 2026-yil 7-iyunda Nukusda Orol suv jamgʻarmasiga asos solindi.", "2026-06-07"),
    ],
)
def test_when_a_body_was_founded(text: str, date: str) -> None:
    assert [one["date"] for one in told(text, "founding")] == [[date]]


def test_since_when_it_has_been_somewhere_is_not_when_it_was_founded() -> None:
    assert told("Учреждён Региональный водный совет, а с 2015 г. он находится в Таразе.", "founding") == []


@pytest.mark.parametrize(
    "text",
    [
        "During a trip to Uzbekistan in May 2030, Murat Serikov met Shavkat Mirziyoyev.",
        "В ходе поездки в Узбекистан в мае 2030 года Мурат Сериков встретился с Шавкатом Мирзиёевым.",
        "2030 жылғы мамырда Өзбекстанға сапары кезінде Мұрат Серіков Шавкат Мирзиёевпен кездесті.",
        "2030-yil may oyida Oʻzbekistonga safari chogʻida Murod Serikov Shavkat Mirziyoyev bilan uchrashdi.",
        "2030 жылғы мамырда Мұрат Серіков ресми сапармен Өзбекстанға барды.",
        "2030-yil mayda Murod Serikov rasmiy tashrif bilan Oʻzbekistonga bordi.",
    ],
)
def test_a_visit_with_its_visitor_behind_it_or_its_host(text: str) -> None:
    (visit,) = told(text, "visit")
    assert (visit["visitor"][0][:3], visit["host"], visit["date"]) == ("mur", ["state/uzbekistan"], ["2030-05"])


@pytest.mark.parametrize(
    "text",
    [
        "Murat Serikov and his Uzbek counterpart Bobur Toshev sat down for talks in Almaty.",
        "Мурат Сериков и его узбекский коллега Бобур Тошев провели переговоры в Алматы.",
        "Бұл жаңалық. Мұрат Серіков пен оның өзбек әріптесі Бобур Тошев Алматыда келіссөз жүргізді.",
        "Bu yangilik. Murod Serikov va uning oʻzbekistonlik hamkasbi Bobur Toshev Olmaotada muzokara oʻtkazdi.",
        "Бұл жаңалық. Мұрат Серіков Алматыда елші Бобур Тошевті қабылдады.",
        "Bu yangilik. Murod Serikov Olmaotada elchi Bobur Toshevni qabul qildi.",
    ],
)
def test_who_met_a_counterpart_or_received_somebody(text: str) -> None:
    (met,) = told(text, "meeting")
    assert [one[:3] for one in met["participant"]] == ["mur", "bob"]


def test_a_document_called_by_a_town_and_acts_of_their_own() -> None:
    for text, name in (
        ("Later the Termez Memorandum was signed.", "Termez Memorandum"),
        ("Тогда был подписан Арысский протокол.", "Арысский протокол"),
        ("Онда Нөкіс хартиясы қабылданды.", "Нөкіс хартиясы"),
        ("Oʻsha yilda shaharda Nukus kelishuvi imzolandi.", "Nukus kelishuvi"),
    ):
        assert name in printed(text)
    text = "Ратифицированная в 2030 году Конвенция о горных реках вступила в силу 1 января 2031 года."
    assert [slots["date"] for slots in told(text, "signing")] == [["2030"], ["2031-01-01"]]


def test_parties_are_the_bodies_between_which_a_document_is() -> None:
    text = (
        "Меморандум о сотрудничестве между Академией наук Узбекистана и Казахским аграрным университетом был "
        "заключён в Ташкенте 11 ноября 2029 года."
    )
    (signed,) = told(text, "signing")
    assert signed["party"] == ["akademiya-nauk-uzbekistana", "kazakhskiy-agrarnyy-universitet"]


# -- tables, dates and sums --------------------------------------------------------------------------


def test_a_title_right_above_a_table_is_read() -> None:
    text = (
        "Table 1. Trade of Kazakhstan with Uzbekistan, million US dollars\nYear | Exports | Growth, %\n"
        "2018 | 1,710 | –4.5\nSource: made up."
    )
    found = [(one.sort, one.quantity.value, one.quantity.unit) for one in frames_of(text) if one.quantity]
    assert found == [("trade", "1710", "million-usd"), ("trade-growth", "-4.5", "percent")]
    assert text[read_text(text).sentences[-1].start :] == "Source: made up."


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("TASHKENT, 14 May 2031 – She was named in November and will leave in June.",
         ["2031-05-14", "2030-11", "2031-06"]),
        ("ШЫМКЕНТ, 17 сентября 2029 года. Сегодня открыт мост, работа начата в марте.",
         ["2029-09-17", "2029-09-17", "2029-03"]),
        ("АСТАНА. 2030 жылғы 8 қазан. Жоба тамыз айында мақұлданды.", ["2030-10-08", "2030-08"]),
        ("GULISTON, 2030-yil 19-iyun. Yangi bozor bugun shaharda ochildi va u aprelda qoʻshni bilan qurilgan.",
         ["2030-06-19", "2030-06-19", "2030-04"]),
        ("She was named in November. It may leave. Today all is well.", []),
    ],
)  # fmt: skip
def test_a_dispatch_says_what_day_it_is(text: str, dates: list[str]) -> None:
    assert [one.edtf for sentence in read_text(text).sentences for one in sentence.dates] == dates


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Trade came to $5 billion. Of this 3.1 billion was wheat.", ["5 billion-usd", "3.1 billion-usd"]),
        ("Он вырос с 1,2 млрд до 430 млн долларов.", ["1.2 billion-usd", "430 million-usd"]),
        ("Поставлено товаров на 2 млрд 870 млн долларов.", ["2.87 billion-usd"]),
        ("Торговля сократилась вдвое.", ["2 times"]),
        ("Savdo 5 milliard dollar edi. Hukumat 10 milliardni koʻzlagan.", ["5 billion-usd", "10 billion-usd"]),
        ("Trade came to $5 billion. There were 3 million tourists.", ["5 billion-usd", "3 million-persons"]),
    ],
)
def test_sums_in_parts_and_without_a_currency(text: str, values: list[str]) -> None:
    found = [one for sentence in read_text(text).sentences for one in sentence.quantities]
    assert [f"{one.value} {one.unit}" for one in found] == values


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("ALMATY/TASHKENT, March 3, 2028 (Turan Wire) – The bridge was closed in January.", "2028-01"),
        ("САМАРКАНД. «Тугай-Пресс», 11.04.2030\n\nМост закрыт в марте.", "2030-03"),
        ("ШЫМКЕНТ, «Ертіс нұры», 2029 жылдың 6 мамыры\n\nКөпір сәуірде жабылды.", "2029-04"),
        ('"Sayhun Press", 2028 yil 23 avgust. Koʻprik iyulda yopilgan va qoʻshni bilan kelishilgan.', "2028-07"),
    ],
)
def test_a_dispatch_names_its_agency_and_several_towns(head: str, day: str) -> None:
    dates = [
        one.edtf for sentence in read_text("A headline without a date\n\n" + head).sentences for one in sentence.dates
    ]
    assert dates[-1] == day


def test_a_date_within_a_sentence_is_no_day_of_a_dispatch() -> None:
    text = "The Treaty of Almaty, 3 March 2028, was long. The bridge was closed in January."
    assert [one.edtf for sentence in read_text(text).sentences for one in sentence.dates] == ["2028-03-03"]


@pytest.mark.parametrize("sign", [" ; ", " — ", " | ", "\t"])
def test_a_table_is_parted_by_any_of_four_signs(sign: str) -> None:
    lines = [
        ("Trade of Kazakhstan with Uzbekistan, US$ million",),
        ("Year", "Exports", "Imports"),
        ("2018", "1,710", "930"),
    ]
    text = "\n".join(sign.join(line) for line in lines) + "\n"
    found = [(one.codes["flow"], one.quantity.value) for one in frames_of(text) if one.quantity]
    assert found == [("export", "1710"), ("import", "930")]


def test_prose_with_dashes_is_no_table() -> None:
    text = "The road — long and old — was closed.\nThe bridge — new — was not.\n"
    assert read_text(text).tables == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("She spoke to the Senate of the republic.", ["Senate"]),
        ("Вчера депутаты Мажилиса приехали.", ["Мажилиса"]),
        ("Бүгін Мәжіліс жиналды.", ["Мәжіліс"]),
        ("Вчера «Алатау Цемент» и агентство «Тугай-Пресс» молчали.", ["Алатау Цемент", "Тугай-Пресс"]),
        ("Бұл туралы «Наманган Кабель» хабарлады.", ["Наманган Кабель"]),
        ("Банк туралы Дүниежүзілік банктің есебі шықты.", ["Дүниежүзілік банктің"]),
    ],
)
def test_houses_and_quoted_names_that_no_word_explains(text: str, names: list[str]) -> None:
    bodies = ("Parliament", "Body", "MediaOutlet", "InternationalOrganization", "Company")
    assert printed(text, *bodies) == names


@pytest.mark.parametrize("text", ["Вчера шла пьеса «Белый верблюд».", "Маршрут «Верх-Низ» готов."])
def test_a_quoted_title_is_no_body(text: str) -> None:
    assert printed(text) == []


def test_members_with_their_years_and_who_met_behind_a_participle() -> None:
    text = "Daryo komissiyasiga keyin Tojikiston (2009) va Turkmaniston (2017) kirgan, yoʻl esa qoʻshni bilan ochilgan."
    assert [set(one["member"]) for one in told("Bu yangilik. " + text, "membership")] == [
        {"state/tajikistan", "state/turkmenistan"}
    ]
    text = "Сол күні кездескен Қасым-Жомарт Тоқаев пен Шавкат Мирзиёев оны мақұлдады."
    assert [len(one["participant"]) for one in told(text, "meeting")] == [2]


def test_the_year_since_which_something_had_not_been_is_no_period() -> None:
    text = _PAIR["en"] + "In 2027 their mutual trade fell to $4.4 billion for the first time since 2020."
    assert [one["period"] for one in told(text, "trade")] == [["2027"]]
