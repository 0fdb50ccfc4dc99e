"""Networks at work: weights that we have trained and ship, and a graph that is ready to be run."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from copilot.errors import ModelError


def own_weights(path: Path) -> dict[str, NDArray[Any]]:
    """What a weight file of ours holds, by name; raises ModelError where it is missing."""
    if not path.is_file():
        raise ModelError(f"The weights in {path.parent.name}/{path.name} are missing. Install the copilot again.")
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def open_graph(graph: bytes, threads: int) -> onnxruntime.InferenceSession:
    """A graph, ready to be run by that many threads, which sleep between runs: those that spin slow all else down."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, sess_options=options, providers=["CPUExecutionProvider"])


def softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shares of one along the last axis."""
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=-1, keepdims=True)
    return shares
