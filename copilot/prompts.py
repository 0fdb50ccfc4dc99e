"""What we say to models is prose in `prompts/`; this fills it in."""

import re
from string import Formatter

from copilot.errors import PromptError
from copilot.settings import house_folder

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def fill(name: str, /, **values: object) -> str:
    """The prompt `prompts/NAME.md` with its {inputs} filled in; refused unless exactly those were given."""
    file = f"prompts/{name}.md"
    try:
        text = (house_folder() / file).read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise PromptError(f"{file} does not exist; prompts are Markdown files in prompts/.") from missing
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n")).strip()
    try:
        parts = list(Formatter().parse(text))
    except ValueError as wrong:
        raise PromptError(f"{file} has a brace that does not close ({wrong}); write {{{{ and }}}} for plain braces.") from wrong
    inputs = {field for _, field, _, _ in parts if field is not None}
    for _, field, form, conversion in parts:
        if field is not None and (not field.isidentifier() or form or conversion):
            raise PromptError(f"{file} has an input {field!r} that is not a plain name; write {{{{ and }}}} for plain braces.")
    if inputs != set(values):
        raise PromptError(f"{file} takes {sorted(inputs)}, but was given {sorted(values)}.")
    return "".join(before + (str(values[field]) if field else "") for before, field, _, _ in parts)
