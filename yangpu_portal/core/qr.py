"""QR codes of our own addresses, drawn as SVG: black on white whatever the colours of the page."""

from functools import lru_cache

import qrcode
from qrcode.image.svg import SvgPathFillImage


@lru_cache(maxsize=256)
def qr_svg(text: str) -> bytes:
    """The code as an SVG document, with the quiet zone that readers need. Raises ValueError above 2.9 kB."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, image_factory=SvgPathFillImage)
    code.add_data(text)
    return code.make_image().to_string(encoding="unicode").encode()
