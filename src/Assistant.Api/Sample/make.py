#!/usr/bin/env python3
"""Writes the pictures and the packed documents (DOCX, PDF, ZIP) of the sample collection.

Needs python3-pil and fonts-dejavu of Debian. The same machine gives the same bytes each time.
The other documents under documents/ are written by hand.

    /usr/bin/python3 make.py
"""
from pathlib import Path

import papers
import pictures

if __name__ == "__main__":
    documents = Path(__file__).resolve().parent / "documents"
    pictures.draw(documents / "pictures")
    papers.write(documents)
    total = sum(f.stat().st_size for f in documents.rglob("*") if f.is_file())
    count = sum(1 for f in documents.rglob("*") if f.is_file())
    print(f"{count} files, {total / 1024:.0f} KB")
