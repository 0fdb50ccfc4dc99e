"""The whole page with a chat model that takes no time: `python -m copilot.cli.bench_instant`, started by `copilot bench chat`."""

from copilot.assistant.answering import Assistant
from copilot.bootstrap import Shop, open_shop
from copilot.cli.serve import run
from copilot.models.instant import InstantChat
from copilot.settings import Settings


def instant_shop(settings: Settings) -> Shop:
    """The shop as it is served, but for the model."""
    shop = open_shop(settings)
    shop.answer = Assistant(
        engine=shop.engine,
        index=shop.index,
        now=shop.now,
        read_note=shop.read_note,
        house=settings.house_name,
        model=InstantChat(),
    ).answer
    return shop


if __name__ == "__main__":
    run(Settings(), instant_shop)
