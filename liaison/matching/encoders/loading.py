"""Chooses the encoder named by the setting MATCHING_ENCODER."""

import logging
from pathlib import Path

from liaison.matching.encoders.e5 import E5Encoder
from liaison.matching.encoders.e5_weights import WeightFileError
from liaison.matching.encoders.encoder import Encoder
from liaison.matching.encoders.folder import FolderEncoder

logger = logging.getLogger(__name__)


def load_encoder(name: str, cache: Path) -> Encoder | None:
    """Return the built-in encoder for "", none for "none", and that of a folder otherwise.

    A missing built-in encoder is warned of and gives None. Raises EncoderError for a folder that cannot be
    used.
    """
    if name == "none":
        return None
    if name:
        return FolderEncoder(Path(name))
    try:
        return E5Encoder(cache)
    except WeightFileError as error:
        logger.warning("No encoder: offers are ranked by words alone. %s", error)
        return None
