"""The project itself: order of imports, real data and anchors, the wheel, the README, no borrowed text."""

from __future__ import annotations

import ast
import graphlib
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from kgtools import __version__, messages, projects
from kgtools.articles import fingerprints
from kgtools.checks import anchors, check
from kgtools.claims import tables
from kgtools.curation import tidy
from tests.architecture import ORDER, PICTURE, imports, picture
from tests.conftest import ROOT, Run, real_corpus

LONGEST_FILE, LONGEST_CLASS, LONGEST_FUNCTION = 400, 250, 60  # in lines
MOST_MODULES = 9  # in a folder


def wrong_imports(order: tuple[str, ...], package: Path) -> list[str]:
    """The imports that run up from one folder to a later one, or in a circle between modules of one folder."""
    found = imports(package)
    up = [
        f"{name} imports {imported}"
        for name, others in found.items()
        for imported in sorted(others)
        if (top := name.split(".")[0]) in order and (other := imported.split(".")[0]) != top
        if other not in order[: order.index(top)]
    ]
    try:
        graphlib.TopologicalSorter(found).prepare()
    except graphlib.CycleError as error:
        up.append("circle: " + " imports ".join(reversed(error.args[1])))
    return up


def test_the_picture_of_the_layout_is_current() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(ROOT / "kgtools"), "make accept redraws it"


def test_imports_go_in_one_direction() -> None:
    folders = {name.split(".")[0] for name in imports(ROOT / "kgtools")} - {"__init__", "__main__"}
    assert folders == set(ORDER), "name every module and folder in ORDER, in its place"
    assert wrong_imports(ORDER, ROOT / "kgtools") == []


def too_long(source: str) -> list[str]:
    """Files, classes and functions that cannot be seen at a glance; a function may give a reason in its docstring."""
    tree = ast.parse(source)
    found = [] if source.count("\n") <= LONGEST_FILE else [f"{source.count(chr(10))} lines"]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            most = LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION
            if lines > most and "Long because" not in (ast.get_docstring(node) or ""):
                found.append(f"{node.name}: {lines} lines")
    return found


def crowded(package: Path) -> dict[str, int]:
    """The folders below a package that hold more modules than one sees at a glance, and how many they hold."""
    parents = {path.parent for path in package.rglob("*.py")} - {package}
    counted = {folder: len([path for path in folder.glob("*.py") if path.stem != "__init__"]) for folder in parents}
    return {str(folder.relative_to(package)): number for folder, number in counted.items() if number > MOST_MODULES}


def test_no_folder_holds_more_than_nine_modules(tmp_path: Path) -> None:
    assert crowded(ROOT / "kgtools") == {}
    folder = tmp_path / "package" / "words"
    folder.mkdir(parents=True)
    for number in range(10):
        (folder / f"module{number}.py").touch()
    (folder / "__init__.py").touch()
    assert crowded(tmp_path / "package") == {"words": 10}


def test_files_classes_and_functions_are_short() -> None:
    """Part what is too long, or say in the docstring of the function: "Long because ..."."""
    files = sorted((ROOT / "kgtools").rglob("*.py"))
    long = {str(path.relative_to(ROOT)): too_long(path.read_text(encoding="utf-8")) for path in files}
    assert {name: found for name, found in long.items() if found} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n" + "    x\n" * 59, []),
        ("def f():\n" + "    x\n" * 60, ["f: 61 lines"]),
        ("async def f():\n" + "    x\n" * 60, ["f: 61 lines"]),
        ('def f():\n    """Long because it is a table."""\n' + "    x\n" * 60, []),
        ("class C:\n" + "    x = 1\n" * 250, ["C: 251 lines"]),
        ("x\n" * 401, ["401 lines"]),
    ],
)
def test_what_is_too_long_is_found(source: str, found: list[str]) -> None:
    assert too_long(source) == found


_POSSESSIVE = re.compile(r"\)[*+?]\+")  # `(?:ab?c)*+`


def test_no_group_of_a_pattern_is_possessive() -> None:
    """Before 3.11.5 Python loses its way in one that gives something back; an atomic group says the same."""
    assert [path.name for path in (ROOT / "kgtools").rglob("*.py") if _POSSESSIVE.search(path.read_text("utf-8"))] == []
    assert _POSSESSIVE.search("(?:ab?c)*+")
    found = re.match("(?>(?:ab?c)*)", "aca")
    assert found is not None
    assert found[0] == "ac"


def test_plots_receive_values_and_never_read_the_graph() -> None:
    found = imports(ROOT / "kgtools")
    assert {
        f"{name} imports {other}"
        for name, others in found.items()
        for other in others
        if name.split(".")[0] == "plots" and other.split(".")[0] == "graph"
    } == set()


@pytest.mark.parametrize(
    ("planted", "reported"),
    [
        ("claims/model.py: from kgtools.graph import store", "claims.model imports graph.store"),
        ("errors.py: import kgtools.files", "errors imports files"),
        ("graph/terms.py: from kgtools.graph.store import select", "circle: graph.store imports graph.terms imports"),
        (
            "graph/terms.py: def later():\n    from kgtools.graph import store",
            "circle: graph.store imports graph.terms",
        ),
    ],
)
def test_imports_that_run_up_or_in_a_circle_are_found(planted: str, reported: str, tmp_path: Path) -> None:
    package = tmp_path / "kgtools"
    for name in ("__init__.py", "errors.py", "files.py", "claims/model.py", "graph/store.py", "graph/terms.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    (package / "graph" / "store.py").write_text("from kgtools.graph import terms\n")
    assert wrong_imports(ORDER, package) == []
    name, _, code = planted.partition(": ")
    (package / name).write_text(code + "\n")
    (found,) = wrong_imports(ORDER, package)
    assert found.startswith(reported)


WHOLE_CHECK = "kgtools check --articles my-articles"


def test_every_anchor_of_the_real_articles_is_exact_and_every_claim_passes(articles: Path, kgtools: Run) -> None:
    """The whole check as the README shows it."""
    assert WHOLE_CHECK in readme_commands()
    done = kgtools("check", "--articles", articles, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    *told, last = done.stdout.splitlines()
    assert last.startswith("0 findings")
    counted = [re.fullmatch(r"([\w-]+): (\d+) anchors: (\d+) exact", line) for line in told]
    assert {match[1] for match in counted if match} == set(real_corpus().articles)
    for line, match in zip(told, counted, strict=True):
        assert match, line
        assert match[2] == match[3]
        assert int(match[3]) > 200


def rewrap(article: str) -> str:
    """Another copy of a text: other line breaks, hyphenation, quotation marks, markup and spaces."""
    article = article.replace("“", '"').replace("”", '"').replace("*", "").replace("\t", "   ")
    article = re.sub(r"(\w{4})(\w{4})", lambda match: match[1] + "\u00ad" + match[2], article)
    paragraphs = re.split(r"\n\s*\n", article)
    return "\n\n\n".join(
        "\n".join(re.sub(r"(\w{3})(\w{3,})$", r"\1-\n\2", line) for line in textwrap.wrap(paragraph, 61))
        for paragraph in paragraphs
    )


def test_every_anchor_is_found_again_in_a_rewrapped_copy(articles: Path, tmp_path: Path) -> None:
    corpus = real_corpus()
    known = anchors.identities(corpus)
    copies = tmp_path / "copies"
    copies.mkdir()
    for number, path in enumerate(sorted(articles.glob("*.txt"))):
        (copies / f"scan {number}.md").write_text(rewrap(path.read_text(encoding="utf-8")), encoding="utf-8")
    found, of_copies = anchors.copies_in(copies, corpus)
    counted, of_texts = check.check_texts(ROOT, corpus.claims, corpus, found)  # the graph has been checked above
    reported, _ = check.separate(of_texts, corpus)
    assert [str(finding) for finding in (*of_copies, *reported) if finding in (*of_copies, *of_texts)] == []
    assert counted.keys() == known.keys()
    for article, verdicts in counted.items():
        assert verdicts["moved"] + verdicts["exact"] == sum(verdicts.values()), article
        assert verdicts["moved"] > 0.9 * len(known[article].anchors)


def words(content: str) -> list[str]:
    return re.findall(r"[^\W_]+", content.casefold().replace("ё", "е"))


RUN = 14  # words in a row that may not be an article's


def runs(content: str) -> set[tuple[str, ...]]:
    found = words(content)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def tracked_files() -> list[Path]:
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def test_no_sentence_of_an_article_is_in_the_repository(articles: Path) -> None:
    titles = set()  # and addresses: both may be long, and both are facts
    corpus = real_corpus()
    for article in corpus.articles.values():
        for title in article.titles:
            titles |= runs(title.value)
    for fact in corpus.facts:
        if fact.property in ("title", "url"):
            titles |= runs(fact.value)
    for entity in corpus.entities.values():
        if entity.id.startswith(("publication/", "document/")):
            for name in (*entity.labels, *entity.aliases):
                titles |= runs(name.value)
    borrowed = {run: path.name for path in articles.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    assert len(borrowed) > 10_000
    found = []
    for path in tracked_files():
        try:
            shared = runs(path.read_text(encoding="utf-8")) & borrowed.keys() - titles
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {' '.join(run)} ({borrowed[run]})" for run in sorted(shared)]
    assert found == []


def test_an_anchor_never_carries_the_text() -> None:
    for path, columns in tables.known_tables(ROOT).items():
        for row in tables.read_table(path, columns, ROOT) if "start" in columns else ():
            assert fingerprints.FINGERPRINT.fullmatch(row["fingerprint"]), row


def test_tables_are_in_their_canonical_form() -> None:
    assert len(tables.known_tables(ROOT)) > 40
    assert tidy.tidied(ROOT, tables.known_tables(ROOT)) == [], "run kgtools tidy"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the wheel with the tools, installed into an empty environment without this project's data."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", "build", "dist", ".*_cache", ".hypothesis")
    )
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # hatchling is here already; an environment of its own would be fetched for it each time.
    wheels_of = [*pip, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*wheels_of, str(source), str(source / "packaging" / "data")], check=True)
    (wheel,) = folder.glob("tandem_kg-*.whl")
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    python = str(environment / "bin" / "python")
    subprocess.run([*pip, "--python", python, "install", "--no-compile", "--no-deps", str(wheel)], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    link_what_it_requires(packages)
    return environment / "bin" / "kgtools"


def link_what_it_requires(packages: Path) -> None:
    """Link into an environment the libraries that its distribution requires, and those that these require.

    They are installed here already, by the same constraints; what is not required is not there.
    """
    (tools,) = metadata.distributions(path=[str(packages)])
    open_, linked = [tools], set()
    while open_:
        for one in map(Requirement, open_.pop().requires or ()):
            if one.name.lower() in linked or (one.marker and not one.marker.evaluate({"extra": ""})):
                continue
            linked.add(one.name.lower())
            library = metadata.distribution(one.name)
            assert one.specifier.contains(library.version), f"{one}, here is {library.version}"
            open_.append(library)
            for name in {file.parts[0] for file in library.files or ()} - {"..", "__pycache__"}:
                (packages / name).symlink_to(library.locate_file(name))


def test_both_distributions_and_the_core_ontology_say_one_version() -> None:
    def described(folder: Path) -> dict[str, Any]:
        return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    tools, data = described(ROOT), described(ROOT / "packaging" / "data")
    assert tools["version"] == data["version"] == __version__
    assert tools["optional-dependencies"]["data"] == [f"tandem-kg-data=={__version__}"]
    assert data["dependencies"] == [f"tandem-kg=={__version__}"]
    core = (ROOT / "ontology" / "tandem.ttl").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{projects.core_version()}"' in core


def test_the_wheels_install_tools_and_data_apart(installed: Path, tmp_path: Path) -> None:
    """The tools carry the core ontology and no data; with the wheel of the data they answer from any folder."""
    environment = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    empty = tmp_path / "empty"
    empty.mkdir()
    (package,) = (installed.parent.parent / "lib").glob("python*/site-packages/kgtools")
    for file in ("portal/templates/query.html", "portal/static/page.js", "core/ontology/shapes/claim.ttl"):
        assert (package / file).is_file(), f"the wheel does not carry {file}"
    assert list(package.rglob("facts.csv")) == [], "the wheel of the tools carries data"
    assert list(package.rglob("own.ttl")) == [package / "init/template/ontology/own.ttl"], "or what one project says"
    core = {path.name for path in (ROOT / "ontology").iterdir()} - {"own.ttl"}
    assert {path.name for path in (package / "core" / "ontology").iterdir()} == core

    def ask(*arguments: str, cwd: Path = empty) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(installed), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
        )

    without = ask("query", "topics-counted")
    assert (without.returncode, without.stdout) == (2, "")
    assert without.stderr.startswith("kgtools: no project here: go into one")
    assert ask("init", "other", cwd=tmp_path).returncode == 0
    checked = ask("check", "--articles", "articles", cwd=tmp_path / "other")
    assert checked.stdout.splitlines()[-1].startswith("0 findings"), checked.stderr
    (wheel,) = installed.parent.parent.parent.glob("tandem_kg_data-*.whl")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python"]
    subprocess.run([*pip, str(installed.parent / "python"), "install", "--no-deps", str(wheel)], check=True)
    assert (package.parent / "kgtools_project" / "languages" / "en.yaml").is_file(), "the data come without their words"
    done = ask("query", "topics-counted", "--format", "csv", "--iris")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (ROOT / "queries" / "topics-counted.csv").read_text(encoding="utf-8")
    again = ask("query", "topics-counted", "--format", "csv", "--iris")
    assert (again.stdout, again.stderr) == (done.stdout, "")
    assert list(empty.iterdir()) == []
    environment["XDG_CACHE_HOME"] = "/proc/none"  # a place that cannot be written
    in_memory = ask("query", "topics-counted", "--format", "csv", "--iris")
    assert in_memory.stdout == done.stdout
    assert "the graph is in memory" in in_memory.stderr


def readme_commands() -> list[str]:
    """Every command of the README: lines of its sh blocks, without the prompt's comment."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


MADE_ELSEWHERE = ("make", "git clone", "cd ", "pip install")  # run by make, CI and the wheel test
COMMANDS = [
    command
    for command in readme_commands()
    # The whole check is run above, what is joined by && below, one after the other.
    if command != WHOLE_CHECK and "&&" not in command and not command.startswith(MADE_ELSEWHERE)
]


def test_the_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 24
    assert {command.split()[0] for command in COMMANDS} == {"kgtools"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_works(command: str, articles: Path, tmp_path: Path, kgtools: Run) -> None:
    arguments = [str(articles) if word == "my-articles" else word for word in shlex.split(command)[1:]]
    written = None
    if "-o" in arguments:
        place = arguments.index("-o") + 1
        written = tmp_path / arguments[place]
        arguments[place] = str(written)
    done = kgtools(*arguments, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert written.stat().st_size > 100 if written else done.stdout
    if command.startswith("kgtools check") and "--list" not in arguments:  # so the real project has none
        assert done.stdout.splitlines()[-1].startswith("0 findings"), done.stdout


def test_the_new_project_of_the_readme_works(tmp_path: Path, kgtools: Run) -> None:
    steps = [step.strip() for command in readme_commands() if "&&" in command for step in command.split("&&")]
    assert [step.split()[1] for step in steps] == ["init", "other", "check", "query", "network", "site"]
    folder = tmp_path
    for step in steps:
        program, *arguments = shlex.split(step)
        if program == "cd":
            folder /= arguments[0]
            continue
        done = kgtools(*arguments, cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout or "-o" in arguments, step
    assert (folder / "actors.html").stat().st_size > 100
    assert (folder / "site" / "index.html").is_file()


def test_the_sample_of_the_readme_is_what_a_terminal_shows(kgtools: Run) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 120
    sample = re.search(r"```\n\$ kgtools (.*)\n((?:.*\n)+?)```", text)
    assert sample is not None
    shown = kgtools(*shlex.split(sample[1]), cwd=ROOT, columns=92).stdout
    assert shown.startswith(sample[2])


def test_nothing_names_a_machine_or_an_index() -> None:
    for path in tracked_files():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert not re.search(
            r"/(?:home|root|Users|work)/\w|index-url|files\.pythonhosted|pypi\.org/simple", content
        ) or (path == Path(__file__)), path


@pytest.mark.parametrize(
    ("language", "declaration", "signed_on", "author"),
    [
        ("en", "Declaration on allied relations (2021)", "signed on", "Nazira Kasymzhanovna Musina"),
        ("ru", "Декларация о союзнических отношениях (2021)", "дата подписания", "Назира Касымжановна Мусина"),
        ("kk", "Одақтастық қатынастар туралы декларация (2021)", "қол қойылған күні", "Назира Касымжановна Мусина"),
        ("uz", "Ittifoqchilik munosabatlari toʻgʻrisidagi deklaratsiya (2021)", "imzolangan sana",
         "Nazira Kasimjanovna Musina"),
    ],
)  # fmt: skip
def test_show_why_and_about_speak_every_language(
    kgtools: Run, language: str, declaration: str, signed_on: str, author: str
) -> None:
    thing = "document/allied-relations-declaration-2021"
    shown = kgtools("show", thing, "--lang", language, cwd=ROOT).stdout
    assert shown.startswith(declaration)
    told = messages.message("fact.dates.signedOn", language).format("2021-12-06")
    assert f"  {told[0].upper()}{told[1:]} " in shown
    why = kgtools("why", thing, "signedOn", "--lang", language, cwd=ROOT).stdout
    assert why.startswith(declaration)
    assert signed_on in why.splitlines()[0]
    assert author in kgtools("about", "--lang", language, cwd=ROOT).stdout


def test_why_opens_the_passage(kgtools: Run, articles: Path) -> None:
    thing = "document/allied-relations-declaration-2021"
    done = kgtools("why", thing, "signedOn", "--articles", articles, cwd=ROOT)
    assert "«" in done.stdout
    without = kgtools("why", thing, "signedOn", cwd=ROOT)
    assert "no copy of the article at hand" in without.stdout
    assert kgtools("why", thing, "seat", cwd=ROOT).returncode == 2
