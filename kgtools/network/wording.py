"""The words of the pictures of networks, in four languages."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "search": {
        "en": "Find a name, in any script",
        "ru": "Имя, любым письмом",
        "kk": "Атау, кез келген жазумен",
        "uz": "Nomi, istalgan yozuvda",
    },
    "none": {
        "en": "nothing is called so",
        "ru": "ничего не найдено",
        "kk": "ештеңе табылмады",
        "uz": "hech narsa topilmadi",
    },
    "kinds": {"en": "Kinds", "ru": "Виды", "kk": "Түрлері", "uz": "Turlari"},
    "layers": {"en": "Layers", "ru": "Слои", "kk": "Қабаттар", "uz": "Qatlamlar"},
    "years": {"en": "Years", "ru": "Годы", "kk": "Жылдар", "uz": "Yillar"},
    "from": {"en": "from the year", "ru": "с года", "kk": "жылдан бастап", "uz": "yildan"},
    "to": {"en": "to the year", "ru": "по год", "kk": "жылға дейін", "uz": "yilgacha"},
    "undated": {
        "en": "also what no article dates",
        "ru": "и то, что статьи не датируют",
        "kk": "мақалаларда мерзімі жоқтары да",
        "uz": "maqolalarda sanasi yoʻqlari ham",
    },
    "play": {
        "en": "Play the years",
        "ru": "Показать по годам",
        "kk": "Жылдар бойынша көрсету",
        "uz": "Yillar boʻyicha koʻrsatish",
    },
    "stop": {"en": "Stop", "ru": "Остановить", "kk": "Тоқтату", "uz": "Toʻxtatish"},
    "whole": {"en": "Whole", "ru": "Всё", "kk": "Толық", "uz": "Butun"},
    "closer": {"en": "Closer", "ru": "Ближе", "kk": "Жақындату", "uz": "Yaqinroq"},
    "farther": {"en": "Farther", "ru": "Дальше", "kk": "Алыстату", "uz": "Uzoqroq"},
    "close": {"en": "Close", "ru": "Закрыть", "kk": "Жабу", "uz": "Yopish"},
    "facts": {"en": "Facts", "ru": "Факты", "kk": "Деректер", "uz": "Maʼlumotlar"},
    "more": {"en": "and {} more", "ru": "и ещё {}", "kk": "және тағы {}", "uz": "va yana {}"},
    "joined": {"en": "Joined to", "ru": "Связи", "kk": "Байланыстары", "uz": "Aloqalari"},
    "size": {"en": "Size: {}", "ru": "Размер: {}", "kk": "Өлшемі: {}", "uz": "Oʻlchami: {}"},
    "hint": {
        "en": "Click a thing or a line to see what it rests on.",
        "ru": "Нажмите на узел или линию, чтобы увидеть основания.",
        "kk": "Негізін көру үшін түйінді не сызықты басыңыз.",
        "uz": "Asosini koʻrish uchun tugun yoki chiziqni bosing.",
    },
    "undatedEdge": {
        "en": "no article gives a time",
        "ru": "время в статьях не указано",
        "kk": "мақалаларда уақыты көрсетілмеген",
        "uz": "maqolalarda vaqti koʻrsatilmagan",
    },
    "since": {"en": "from {}", "ru": "с {}", "kk": "{} бастап", "uz": "{} dan"},
    "until": {"en": "until {}", "ru": "до {}", "kk": "{} дейін", "uz": "{} gacha"},
    "by": {"en": "through", "ru": "через", "kk": "арқылы", "uz": "orqali"},
    "place": {"en": "characters {}", "ru": "знаки {}", "kk": "{} таңбалар", "uz": "{} belgilar"},
    "background": {
        "en": "background, from general knowledge",
        "ru": "фон, из общих знаний",
        "kk": "жалпы білімнен алынған мәлімет",
        "uz": "umumiy bilimdan olingan maʼlumot",
    },
    "shown": {
        "en": "{} things, {} links",
        "ru": "объектов: {}, связей: {}",
        "kk": "нысан: {}, байланыс: {}",
        "uz": "obyekt: {}, aloqa: {}",
    },
    "sources": {"en": "Sources: {}", "ru": "Источники: {}", "kk": "Дереккөздер: {}", "uz": "Manbalar: {}"},
    "undatedArticle": {"en": "no date", "ru": "без даты", "kk": "күні жоқ", "uz": "sanasiz"},
    "data": {
        "en": "Data of Tandem {}, CC BY 4.0; the latest dated article is of {}",
        "ru": "Данные Tandem {}, CC BY 4.0; последняя датированная статья: {}",
        "kk": "Tandem {} деректері, CC BY 4.0; соңғы күні көрсетілген мақала: {}",
        "uz": "Tandem {} maʼlumotlari, CC BY 4.0; sanasi koʻrsatilgan oxirgi maqola: {}",
    },
    "other": {"en": "other", "ru": "прочее", "kk": "өзге", "uz": "boshqa"},
    "states-bodies": {
        "en": "States by the bodies they are members of",
        "ru": "Государства и организации, в которых они состоят",
        "kk": "Мемлекеттер және олар мүше ұйымдар",
        "uz": "Davlatlar va ular aʼzo boʻlgan tashkilotlar",
    },
    "actors-years": {
        "en": "Actors by year: links that have a time",
        "ru": "Акторы по годам: датированные связи",
        "kk": "Акторлар жылдар бойынша: мерзімі бар байланыстар",
        "uz": "Aktorlar yillar boʻyicha: sanasi bor aloqalar",
    },
    "left": {
        "en": "{} rows with the fewest links are left out",
        "ru": "строк с наименьшим числом связей опущено: {}",
        "kk": "байланысы ең аз {} жол көрсетілмеген",
        "uz": "aloqasi eng kam {} qator koʻrsatilmagan",
    },
    "opened": {
        "en": "What is open at its end counts in the year in which it begins.",
        "ru": "То, чей конец не указан, считается в году начала.",
        "kk": "Аяғы көрсетілмегені басталған жылында саналады.",
        "uz": "Oxiri koʻrsatilmagani boshlangan yilida sanaladi.",
    },
}

VIEWS: dict[str, dict[str, str]] = {
    "all": {"en": "All links", "ru": "Все связи", "kk": "Барлық байланыс", "uz": "Barcha aloqalar"},
    "two-mode": {
        "en": "Actors and what they share",
        "ru": "Акторы и то, что их объединяет",
        "kk": "Акторлар және оларды біріктіретін нәрселер",
        "uz": "Aktorlar va ularni birlashtirgan narsalar",
    },
}

MEASURES: dict[str, dict[str, str]] = {
    "degree": {"en": "neighbours", "ru": "число соседей", "kk": "көршілер саны", "uz": "qoʻshnilar soni"},
    "strength": {"en": "links", "ru": "число связей", "kk": "байланыстар саны", "uz": "aloqalar soni"},
    "betweenness": {"en": "betweenness", "ru": "посредничество", "kk": "аралық орталықтық", "uz": "oraliq markaziylik"},
    "closeness": {"en": "closeness", "ru": "близость", "kk": "жақындық", "uz": "yaqinlik"},
    "eigenvector": {
        "en": "eigenvector centrality",
        "ru": "центральность по собственному вектору",
        "kk": "меншікті вектор бойынша орталықтық",
        "uz": "xos vektor boʻyicha markaziylik",
    },
    "core": {"en": "core number", "ru": "номер ядра", "kk": "ядро нөмірі", "uz": "yadro raqami"},
    "brokerage": {"en": "brokerage", "ru": "брокерство", "kk": "делдалдық", "uz": "vositachilik"},
}

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "uz": "Oʻzbekcha"}
