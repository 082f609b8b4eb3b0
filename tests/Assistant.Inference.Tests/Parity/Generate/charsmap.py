"""A small SentencePiece "precompiled charsmap": a Darts double-array trie from UTF-8 keys to offsets in a text of zero-ended values."""
import base64
import struct
import unicodedata


def mappings():
    """A part of the nmt_nfkc rules: compatibility forms, composed letters, blanks, and controls that vanish."""
    table = {}
    blocks = [(0x00A0, 0x017F), (0x01C4, 0x01CC), (0x0374, 0x0390), (0x2000, 0x206F), (0x2070, 0x209C), (0x2100, 0x2188),
              (0x2460, 0x2473), (0x3000, 0x3000), (0x32A0, 0x32B0), (0x3380, 0x33A0), (0xF900, 0xF920), (0xFB00, 0xFB06), (0xFDFA, 0xFDFA), (0xFEFB, 0xFEFC),
              (0xFF01, 0xFF9F), (0x1D400, 0x1D433), (0x1D7D8, 0x1D7E1)]
    for low, high in blocks:
        for code in range(low, high + 1):
            form = unicodedata.normalize("NFKC", chr(code))
            if form != chr(code) and unicodedata.category(chr(code)) != "Cn":
                table[chr(code)] = form
            decomposed = unicodedata.normalize("NFD", chr(code))
            if len(decomposed) > 1 and unicodedata.normalize("NFC", decomposed) == chr(code):
                table[decomposed] = chr(code)
    for code in list(range(1, 9)) + list(range(0x0E, 0x20)) + [0x7F, 0x8F, 0x9F, 0x0B, 0xAD, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF, 0xFFFD]:
        table[chr(code)] = ""
    for code in [9, 10, 12, 13, 0x85, 0x1680, 0x2028, 0x2029]:
        table[chr(code)] = " "
    return table


def precompile(table):
    """Base64 of: trie size in bytes (u32), trie units (u32 each), values."""
    values, offsets, data = {}, {}, bytearray()
    for key, value in table.items():
        if value not in offsets:
            offsets[value] = len(data)
            data += value.encode() + b"\0"
        values[key.encode()] = offsets[value]
    units = build(values)
    trie = b"".join(struct.pack("<I", unit) for unit in units)
    return base64.b64encode(struct.pack("<I", len(trie)) + trie + bytes(data)).decode()


def build(values):
    """Double array by first fit. A unit: label in bits 0-7, has-leaf in bit 8, offset from bit 10; a leaf: bit 31 and the value."""
    root = {}
    for key, value in sorted(values.items()):
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[None] = value
    units, used, bases = [0] * 512, {0}, set()

    def place(node, position):
        labels = [0 if label is None else label for label in node]
        base = 1
        while True:
            offset = base ^ position
            # Offsets beyond 21 bits would need the extended form.
            if base not in bases and offset and offset < 1 << 21 and all((base ^ label) not in used for label in labels):
                break
            base += 1
        bases.add(base)
        need = (base | 255) + 1
        if need > len(units):
            units.extend([0] * (need - len(units)))
        units[position] |= (base ^ position) << 10
        for label in labels:
            used.add(base ^ label)
        for label, child in node.items():
            if label is None:
                units[position] |= 1 << 8
                units[base] = 1 << 31 | child
            else:
                units[base ^ label] |= label
        for label, child in node.items():
            if label is not None:
                place(child, base ^ label)

    place(root, 0)
    return units
