"""Every text of the pages has its Chinese, and the compiled catalogs are those of their sources."""

import ast
import gettext
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGS = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
CALL = re.compile(r"""\bn?gettext\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
TAG = re.compile(r"""\{%\s*trans\s+("[^"]*"|'[^']*')""")
HOLE = re.compile(r"%\(\w+\)[sd]")


def read_po(path: Path) -> dict[str, str]:
    """Source text → translation; of plurals the singular's text and the one Chinese form."""
    found: dict[str, str] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts = dict.fromkeys(("msgid", "msgid_plural", "msgstr"), "")
        current = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            word, _, rest = line.partition(" ") if not line.startswith('"') else (current, "", line)
            current = "msgstr" if word.startswith("msgstr") else word
            parts[current] += ast.literal_eval(rest)
        found[parts["msgid"]] = parts["msgstr"]
    found.pop("", None)
    return found


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_text_of_the_catalog_is_translated_with_the_same_holes(domain: str) -> None:
    texts = read_po(CATALOGS / f"{domain}.po")
    assert [source for source, chinese in texts.items() if not chinese] == []
    assert [source for source, chinese in texts.items() if set(HOLE.findall(source)) - set(HOLE.findall(chinese))] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalog_is_that_of_its_source(domain: str) -> None:
    with (CATALOGS / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for source, chinese in read_po(CATALOGS / f"{domain}.po").items():
        assert chinese in (compiled.gettext(source), compiled.ngettext(source, source, 2))


def test_every_text_of_the_scripts_is_in_their_catalog() -> None:
    known = read_po(CATALOGS / "djangojs.po")
    used = {
        ast.literal_eval(text)
        for path in (ROOT / "static").rglob("*.js")
        for text in CALL.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 100
    assert used - set(known) == set()


def test_every_text_of_the_templates_is_in_their_catalog() -> None:
    known = read_po(CATALOGS / "django.po")
    used = {
        text[1:-1]
        for path in (ROOT / "templates").rglob("*.html")
        for text in TAG.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 10
    assert used - set(known) == set()
