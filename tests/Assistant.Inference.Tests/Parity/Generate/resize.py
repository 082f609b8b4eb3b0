"""Resizes raw RGB from standard input as Pillow does; raw RGB to standard output. Arguments: width height new-width new-height resample."""
import sys

from PIL import Image

width, height, new_width, new_height, resample = map(int, sys.argv[1:])
image = Image.frombytes("RGB", (width, height), sys.stdin.buffer.read())
sys.stdout.buffer.write(image.resize((new_width, new_height), resample).tobytes())
