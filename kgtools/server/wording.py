"""What the pages say, in four languages."""

from __future__ import annotations

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша", "uz": "Oʻzbekcha"}

WORDS: dict[str, dict[str, str]] = {
    "name": {
        "en": "Kazakhstan–Uzbekistan relations, every statement with its passage",
        "ru": "Отношения Казахстана и Узбекистана: у каждого утверждения есть фрагмент текста",
        "kk": "Қазақстан мен Өзбекстан қатынастары: әр тұжырымның мәтін үзіндісі бар",
        "uz": "Qozogʻiston va Oʻzbekiston munosabatlari: har bir bayonning matn parchasi bor",
    },
    "skip": {"en": "Skip to the answer", "ru": "К ответу", "kk": "Жауапқа өту", "uz": "Javobga oʻtish"},
    "language": {"en": "Language", "ru": "Язык", "kk": "Тіл", "uz": "Til"},
    "questions": {"en": "Questions", "ru": "Вопросы", "kk": "Сұрақтар", "uz": "Savollar"},
    "filter": {"en": "Find a question", "ru": "Найти вопрос", "kk": "Сұрақ табу", "uz": "Savol topish"},
    "own": {
        "en": "Your own question in SPARQL",
        "ru": "Свой вопрос на SPARQL",
        "kk": "SPARQL тіліндегі өз сұрағыңыз",
        "uz": "SPARQL tilida oʻz savolingiz",
    },
    "start": {
        "en": "Ask the graph",
        "ru": "Спросите граф",
        "kk": "Графтан сұраңыз",
        "uz": "Grafdan soʻrang",
    },
    "lead": {
        "en": "Choose a question or write your own. Each row of an answer opens the claims it rests on.",
        "ru": "Выберите вопрос или напишите свой. Каждая строка ответа открывает утверждения, на которых она основана.",
        "kk": "Сұрақ таңдаңыз немесе өзіңіз жазыңыз. Жауаптың әр жолы өзі сүйенетін тұжырымдарды ашады.",
        "uz": "Savol tanlang yoki oʻzingiz yozing. Javobning har bir qatori oʻzi tayangan bayonlarni ochadi.",
    },
    "run": {"en": "Ask", "ru": "Спросить", "kk": "Сұрау", "uz": "Soʻrash"},
    "hint": {
        "en": "Ctrl+Enter asks",
        "ru": "Ctrl+Enter – спросить",
        "kk": "Ctrl+Enter – сұрау",
        "uz": "Ctrl+Enter – soʻrash",
    },
    "any": {"en": "any", "ru": "любое", "kk": "кез келген", "uz": "istalgan"},
    "sparql": {
        "en": "The question in SPARQL",
        "ru": "Вопрос на SPARQL",
        "kk": "SPARQL тіліндегі сұрақ",
        "uz": "SPARQL tilidagi savol",
    },
    "edit": {
        "en": "Change it as SPARQL",
        "ru": "Изменить как SPARQL",
        "kk": "SPARQL түрінде өзгерту",
        "uz": "SPARQL sifatida oʻzgartirish",
    },
    "query": {"en": "SPARQL query", "ru": "Запрос SPARQL", "kk": "SPARQL сұранысы", "uz": "SPARQL soʻrovi"},
    "answer": {"en": "Answer", "ru": "Ответ", "kk": "Жауап", "uz": "Javob"},
    "rows": {"en": "{} rows", "ru": "Строк: {}", "kk": "Жол саны: {}", "uz": "Qatorlar soni: {}"},
    "row": {"en": "1 row", "ru": "Строк: 1", "kk": "Жол саны: 1", "uz": "Qatorlar soni: 1"},
    "triple": {"en": "1 triple", "ru": "Триплетов: 1", "kk": "Триплет саны: 1", "uz": "Tripletlar soni: 1"},
    "triples": {"en": "{} triples", "ru": "Триплетов: {}", "kk": "Триплет саны: {}", "uz": "Tripletlar soni: {}"},
    "shown": {
        "en": "The first {} are shown; a download holds all.",
        "ru": "Показаны первые {}; в файле для скачивания – все.",
        "kk": "Алғашқы {} көрсетілген; жүктелетін файлда бәрі бар.",
        "uz": "Dastlabki {} tasi koʻrsatilgan; yuklab olinadigan faylda hammasi bor.",
    },
    "empty": {
        "en": "Nothing in the graph answers this.",
        "ru": "В графе нет ответа на этот вопрос.",
        "kk": "Графта бұған жауап жоқ.",
        "uz": "Grafda bunga javob yoʻq.",
    },
    "evidence": {"en": "Evidence", "ru": "Основания", "kk": "Дәлел", "uz": "Dalil"},
    "sort": {"en": "Sort by {}", "ru": "Сортировать: {}", "kk": "Сұрыптау: {}", "uz": "Saralash: {}"},
    "download": {"en": "Download", "ru": "Скачать", "kk": "Жүктеп алу", "uz": "Yuklab olish"},
    "names": {"en": "with names", "ru": "с названиями", "kk": "атауларымен", "uz": "nomlari bilan"},
    "iris": {
        "en": "as linked data",
        "ru": "как связанные данные",
        "kk": "байланысқан деректер",
        "uz": "bogʻlangan maʼlumotlar",
    },
    "link": {"en": "Copy the link", "ru": "Скопировать ссылку", "kk": "Сілтемені көшіру", "uz": "Havolani nusxalash"},
    "copied": {"en": "Copied", "ru": "Скопировано", "kk": "Көшірілді", "uz": "Nusxalandi"},
    "yes": {"en": "Yes", "ru": "Да", "kk": "Иә", "uz": "Ha"},
    "no": {"en": "No", "ru": "Нет", "kk": "Жоқ", "uz": "Yoʻq"},
    "wrong": {
        "en": "This could not be answered",
        "ru": "На это нельзя ответить",
        "kk": "Бұған жауап беру мүмкін емес",
        "uz": "Bunga javob berib boʻlmadi",
    },
    "place": {
        "en": "Line {}, column {}",
        "ru": "Строка {}, столбец {}",
        "kk": "{}-жол, {}-баған",
        "uz": "{}-qator, {}-ustun",
    },
    "doubt": {"en": "Take care", "ru": "Обратите внимание", "kk": "Назар аударыңыз", "uz": "Eʼtibor bering"},
    "thing": {"en": "Find a thing", "ru": "Найти объект", "kk": "Нысан табу", "uz": "Obyekt topish"},
    "find": {"en": "Find", "ru": "Найти", "kk": "Табу", "uz": "Topish"},
    "several": {
        "en": "These may be meant",
        "ru": "Возможно, имелось в виду",
        "kk": "Мыналар болуы мүмкін",
        "uz": "Quyidagilar nazarda tutilgan boʻlishi mumkin",
    },
    "copyless": {
        "en": "Passages show when the server knows your copies of the articles (kgtools serve --articles).",
        "ru": "Фрагменты видны, если серверу указаны ваши копии статей (kgtools serve --articles).",
        "kk": "Серверге мақалалардың көшірмелері көрсетілсе (kgtools serve --articles), үзінділер де көрінеді.",
        "uz": "Serverga maqolalar nusxalari koʻrsatilsa (kgtools serve --articles), parchalar ham koʻrinadi.",
    },
    "endpoint": {"en": "SPARQL endpoint", "ru": "Точка доступа SPARQL", "kk": "SPARQL нүктесі", "uz": "SPARQL nuqtasi"},
    "about": {
        "en": "Description of the dataset",
        "ru": "Описание набора данных",
        "kk": "Деректер жинағының сипаттамасы",
        "uz": "Maʼlumotlar toʻplami tavsifi",
    },
    "licence": {
        "en": "Data: CC BY 4.0. Everything on this page comes from this server.",
        "ru": "Данные: CC BY 4.0. Всё на этой странице идёт с этого сервера.",
        "kk": "Деректер: CC BY 4.0. Бұл беттегінің бәрі осы серверден келеді.",
        "uz": "Maʼlumotlar: CC BY 4.0. Bu sahifadagi hamma narsa shu serverdan keladi.",
    },
}


def words(language: str) -> dict[str, str]:
    """Everything the pages say in one language."""
    return {key: texts[language] for key, texts in WORDS.items()}
