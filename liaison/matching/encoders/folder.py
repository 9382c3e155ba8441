"""An encoder from a folder: any ONNX sentence encoder with its tokenizer.json, as model hubs publish them.

Needs the package ``tokenizers``, which the portal itself does not require.
"""

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    NoModel,
)

from liaison.matching.encoders.encoder import (
    CHARACTERS_READ,
    Progress,
    Role,
    Vectors,
    encode_each,
    new_session,
    unit_rows,
)
from yangpu_portal.core.text import normalise

try:
    import tokenizers
except ImportError:  # an extra for those who bring their own encoder
    tokenizers = None

_GRAPHS = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")
_MAXIMUM_PIECES = 512
# KeyError: the graph asks for an input that is none of a sentence encoder's.
_GRAPH_ERRORS = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoModel, KeyError)


class EncoderError(Exception):
    """The encoder that was asked for cannot be used; the message says why and what to do."""


class FolderEncoder:
    """Mean-pooled last hidden states of an ONNX graph, or its ready sentence vectors where it gives them.

    The prefixes "query: " and "passage: " are used when the folder's name contains "e5".
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Raises EncoderError."""
        if tokenizers is None:
            raise EncoderError(
                "An encoder from a folder needs the package tokenizers: pip install tokenizers"
            )
        graph = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
        vocabulary = folder / "tokenizer.json"
        if graph is None or not vocabulary.is_file():
            raise EncoderError(
                f"{folder} is not an encoder: it needs tokenizer.json and one of {', '.join(_GRAPHS)}."
            )
        self._graph = graph
        self._tokenizer = tokenizers.Tokenizer.from_str(_checked_vocabulary(vocabulary))
        self._tokenizer.enable_truncation(_MAXIMUM_PIECES)
        self._has_prefixes = "e5" in folder.name.lower()
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._session: tuple[int, onnxruntime.InferenceSession] | None = None
        with graph.open("rb") as file:
            self.id = f"{folder.name}-{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"
        try:
            self.dimensions = int(self._encoded("a", "query").shape[0])
        except _GRAPH_ERRORS as error:
            raise EncoderError(f"{graph} cannot be used as a sentence encoder: {error}") from error

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """See Encoder.encode."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return unit_rows(encode_each(lambda text: self._encoded(text, role), texts, self._threads, progress))

    def _encoded(self, text: str, role: Role) -> Vectors:
        if not any(character.isalnum() for character in text):
            return np.zeros(self.dimensions, np.float32)
        prefix = f"{role}: " if self._has_prefixes else ""
        ids = self._tokenizer.encode(prefix + normalise(text[:CHARACTERS_READ])).ids
        session = self._open()
        possible = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": [0] * len(ids)}
        inputs = {given.name: np.array([possible[given.name]], np.int64) for given in session.get_inputs()}
        output = np.asarray(session.run(None, inputs)[0], np.float32)[0]
        return output if output.ndim == 1 else output.mean(0)

    def _open(self) -> onnxruntime.InferenceSession:
        with self._lock:
            if self._session is None or self._session[0] != os.getpid():
                self._session = (os.getpid(), new_session(self._graph))
            return self._session[1]


def _checked_vocabulary(path: Path) -> str:
    """Return the text of a tokenizer.json. Raises EncoderError when it is not one."""
    text = path.read_text("utf-8", "replace")
    try:
        content = json.loads(text)
    except ValueError as error:
        raise EncoderError(f"{path} is not JSON: {error}") from error
    if not isinstance(content, dict) or not content.get("model"):
        raise EncoderError(f'{path} is not a tokenizer: it has no "model".')
    return text
