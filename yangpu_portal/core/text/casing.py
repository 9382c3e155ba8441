"""Text written in CAPITALS made readable, with acronyms, units and formulae left as they are.

Only lines that are capitals nearly throughout are touched, so that normal text passes unchanged.
"""

import re
from collections.abc import Callable

from yangpu_portal.core.text.characters import word_set

_MINIMUM_LETTERS = 12
_UPPER_SHARE = 0.85
_LONG_WORD = re.compile(r"[A-Z]{5,}")
_UPPER = re.compile(r"[A-Z]")
_LOWER = re.compile(r"[a-z]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*|\d[A-Za-z0-9]*")
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Z0-9&/-]{1,6})S?\)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\n•]\s*)[\"'“‘(\[]*([a-z])")
_ROMAN = re.compile(r"(?:I{2,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XV)\Z")

_ACRONYMS = word_set(
    "3D AC ADC AI API AR ASIC ATP AUV BIM BMS CAD CAE CAM CCD CDMA CFD CFRP CMOS CNC CNN CPU CRISPR CT CVD "
    "DARPA DC DNA DOD DSP ECG EEG EHR ELISA EMC EMI ERP ESA FDA FEM FPGA GAN GIS GNSS GPS GPU HIV HPLC "
    "HVAC IC ICU IGBT IMU IOT IP IR IT JPL LAN LASER LCD LED LIDAR LIMS LLM LNG LSTM LTE MEMS MES MIMO MIT "
    "ML MRI MRNA NASA NFC NIH NLP NMR NOX OCR OFDM OLED PCB PCR PEM PET PID PLA PLC PV PVC PVD PVDF QR "
    "RADAR RAM RF RFID RNA ROI ROM ROS RTK SAR SBIR SCADA SEM SIRNA SLAM SNR SOC SOX SQL SVM TB TCP TEM "
    "TNF TV UAV UHF UK US USA USB USV UV UWB VHF VLSI VOC VR WAN WIFI XML XRD"
)
_SPELLINGS = {
    "IOT": "IoT", "WIFI": "WiFi", "MRNA": "mRNA", "SIRNA": "siRNA", "NOX": "NOx", "SOX": "SOx",
    "LASER": "laser", "LIDAR": "lidar", "RADAR": "radar", "PH": "pH", "DOD": "DoD",
}  # fmt: skip
_UNIT_SPELLINGS = word_set(
    "Hz kHz MHz GHz THz W kW MW GW kWh MWh V kV mV A mA kg mg g km m cm mm nm dB dBm Pa kPa MPa GPa "
    "N kN J kJ MJ K s ms rpm bar psi L mL ppm ppb eV keV MeV Gbps Mbps bps GB MB TB ha"
)
_UNITS = {unit.upper(): unit for unit in _UNIT_SPELLINGS}
# Short words without a vowel are acronyms more often than words.
_VOWELLESS_WORDS = frozenset(
    {"BY", "MY", "DRY", "FLY", "TRY", "WHY", "SKY", "FRY", "SHY", "SPY", "GYM", "LYNX", "HYMN"}
)
_NO_VOWEL = re.compile(r"[BCDFGHJ-NP-TVWXZ]{2,5}\Z")
_AFTER_NUMBER = re.compile(r"\d[\d.,]*\s?\Z")


def readable_case(text: str) -> str:
    """Return text with the lines that are in CAPITALS turned to sentence case."""
    if not _LONG_WORD.search(text):
        return text
    return "\n".join(_sentence_case(line) if _is_shouted(line) else line for line in text.split("\n"))


def _is_shouted(line: str) -> bool:
    upper, lower = len(_UPPER.findall(line)), len(_LOWER.findall(line))
    if upper < _MINIMUM_LETTERS or upper / (upper + lower) < _UPPER_SHARE:
        return False
    return len(_LONG_WORD.findall(line)) >= 2  # one long capital word may be a name or a code


def _sentence_case(line: str) -> str:
    announced = frozenset(_IN_BRACKETS.findall(line))
    lowered = _WORD.sub(_word_caser(announced), line)
    return _SENTENCE_START.sub(lambda match: match[0][:-1] + match[1].upper(), lowered)


def _word_caser(announced: frozenset[str]) -> Callable[[re.Match[str]], str]:
    """Return a replacement function; ``announced`` are the acronyms the line itself puts in brackets."""

    def case(match: re.Match[str]) -> str:
        word = match[0]
        if word in _UNITS and _AFTER_NUMBER.search(match.string, max(0, match.start() - 12), match.start()):
            return _UNITS[word]
        if word in _SPELLINGS:
            return _SPELLINGS[word]
        return word if word in announced or _is_code(word) else word.lower()

    return case


def _is_code(word: str) -> bool:
    """Whether a word in capitals is an acronym, a formula, a model number or a Roman numeral."""
    if word != word.upper():  # mixed case inside a shouted line is there on purpose
        return True
    if word in _ACRONYMS or any(character.isdigit() for character in word):
        return True
    if _ROMAN.match(word):
        return True
    return word not in _VOWELLESS_WORDS and _NO_VOWEL.match(word) is not None
