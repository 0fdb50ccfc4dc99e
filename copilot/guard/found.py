"""The rules are those whose files lie in `rules/`: forgetting to list one cannot switch it off."""

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from copilot.errors import CopilotError
from copilot.guard import rules as folder
from copilot.guard.rule import Rule


class NoRules(CopilotError):
    """The guard cannot start."""


@cache
def rules_found() -> tuple[Rule, ...]:
    """Every rule of the folder, by its file's name; NoRules if there is none, or a file without one."""
    found = []
    for module in sorted(iter_modules(folder.__path__), key=lambda one: one.name):
        rule = getattr(import_module(f"{folder.__name__}.{module.name}"), "rule", None)
        if not isinstance(rule, Rule):
            raise NoRules(f"copilot/guard/rules/{module.name}.py holds no rule: a file there ends with `rule = Rule(...)`.")
        found.append(replace(rule, id=module.name))
    if not found:
        raise NoRules("The guard finds no rules in copilot/guard/rules/ and will not start without them. Install it anew.")
    return tuple(found)
