"""The shelf is shared by the threads of one copilot."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from copilot.retrieval.shelf import Shelf
from copilot.settings import Settings


def test_threads_that_open_it_at_once_all_reach_it(tmp_path: Path) -> None:
    for turn in range(5):
        shelf, together = Shelf(Settings(data_dir=tmp_path / str(turn), chroma_url="")), Barrier(4)

        def names(shelf: Shelf = shelf, together: Barrier = together) -> list[str]:
            together.wait()
            return shelf.names()

        with ThreadPoolExecutor(4) as threads:
            found = [one.result() for one in [threads.submit(names) for _ in range(4)]]
        shelf.close()

        assert found == [[], [], [], []]
