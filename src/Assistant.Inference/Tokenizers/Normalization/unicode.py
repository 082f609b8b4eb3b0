"""Writes unicode.txt: what Unicode normalization needs, from Python's unicodedata. Run: python3 unicode.py

Lines: `c FIRST LAST CLASS` canonical combining classes, `d CODE PARTS…` full canonical decompositions, `k CODE PARTS…` full
compatibility decompositions where they differ from the canonical ones, `p FIRST SECOND CODE` compositions. Numbers in hexadecimal.
Hangul syllables are computed and have no lines.
"""
import pathlib
import sys
import unicodedata

codes = [code for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF and not 0xAC00 <= code <= 0xD7A3]
lines = [f"# Unicode {unicodedata.unidata_version}"]

start = 0
while start <= sys.maxunicode:
    combining = unicodedata.combining(chr(start))
    end = start
    while combining and end < sys.maxunicode and unicodedata.combining(chr(end + 1)) == combining:
        end += 1
    if combining:
        lines.append(f"c {start:X} {end:X} {combining:X}")
    start = end + 1

for code in codes:
    character = chr(code)
    canonical, compatible = unicodedata.normalize("NFD", character), unicodedata.normalize("NFKD", character)
    parts = lambda text: " ".join(f"{ord(part):X}" for part in text)
    if canonical != character:
        lines.append(f"d {code:X} {parts(canonical)}")
    if compatible != canonical:
        lines.append(f"k {code:X} {parts(compatible)}")
    step = unicodedata.decomposition(character).split()
    if len(step) == 2 and step[0][0] != "<" and unicodedata.normalize("NFC", character) == character:
        lines.append(f"p {step[0]} {step[1]} {code:X}")

(pathlib.Path(__file__).parent / "unicode.txt").write_text("\n".join(lines) + "\n")
