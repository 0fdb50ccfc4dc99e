"""Where Chainlit looks for the page; `copilot.api.app` has already opened it."""

import copilot.chat.page  # noqa: F401
