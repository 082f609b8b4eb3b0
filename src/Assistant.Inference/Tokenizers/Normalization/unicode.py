"""Writes unicode.txt: what Unicode normalization needs, from Python's unicodedata. Run: python3 unicode.py (needs perl for the ages)

Characters that came after Unicode 9 are left out: to the reference library, which models were published with, they are unassigned.

Lines: `c FIRST LAST CLASS` canonical combining classes, `d CODE PARTS…` full canonical decompositions, `k CODE PARTS…` full
compatibility decompositions where they differ from the canonical ones, `p FIRST SECOND CODE` compositions,
`n FIRST LAST` punctuation, marks and formats that came after Unicode 8. Numbers in hexadecimal.
Hangul syllables are computed and have no lines.
"""
import pathlib
import subprocess
import sys
import unicodedata

# Ranges of characters of a version of Unicode or an older one, as perl's data tells.
AGES = "use Unicode::UCD qw(prop_invmap); my ($s, $m) = prop_invmap('Age'); print join(' ', map { $m->[$_] =~ /^V?0*(\\d+)/ && $1 <= VERSION ? ($s->[$_], $s->[$_ + 1] // 0x110000) : () } 0 .. $#$s);"


def known_in(version):
    bounds = list(map(int, subprocess.run(["perl", "-e", AGES.replace("VERSION", str(version))], capture_output=True, text=True, check=True).stdout.split()))
    return {code for first, end in zip(bounds[::2], bounds[1::2]) for code in range(first, end)}


known, known_to_bert = known_in(9), known_in(8)
codes = [code for code in range(sys.maxunicode + 1) if code in known and not 0xD800 <= code <= 0xDFFF and not 0xAC00 <= code <= 0xD7A3]
lines = [f"# Unicode {unicodedata.unidata_version}"]

combining_class = lambda code: unicodedata.combining(chr(code)) if code in known else 0

# Punctuation, marks and formats that BERT's library does not know as such: it has the categories of Unicode 8.
start = None
for code in range(sys.maxunicode + 2):
    newer = code <= sys.maxunicode and code not in known_to_bert and unicodedata.category(chr(code))[0] in "PMC" and unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")
    if newer and start is None:
        start = code
    if not newer and start is not None:
        lines.append(f"n {start:X} {code - 1:X}")
        start = None

start = 0
while start <= sys.maxunicode:
    combining = combining_class(start)
    end = start
    while combining and end < sys.maxunicode and combining_class(end + 1) == combining:
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
